import RecurrentText

enum TextSeeds {
  static let tables = bytes([
    "text,label\n\"one, two\",a\n\"a \"\"quote\"\"\r\nover lines\",b\r\n\n three ,a\n",
    "text\tlabel\none \"two\tneg\nthree\tpos\n",
    "x,y\n1,2.5\n-3e-4,16777217\n0.1,1e300\n",
    "\u{FEFF}date\tx\n2026-11-28\t1\n2026-11-29\t\n",
  ])

  static let treebanks = bytes([
    """
    # sent_id = 1
    # text = Don't go.
    1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
    1\tDo\tdo\tAUX\tVB\tMood=Imp\t3\taux\t3:aux\t_
    2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t3:advmod\t_
    2.1\tyou\tyou\tPRON\t_\t_\t_\t_\t3:nsubj\t_
    3\tgo\tgo\tVERB\tVB\t_\t0\troot\t0:root\tSpaceAfter=No
    4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t3:punct\t_

    # a comment behind\r

    1\tGo\tgo\tVERB\t_\t_\t0\troot\t_\t_\r
    """
  ])

  static let pairs = bytes([
    "Guten Tag\tgood day\nja\tyes\tleft out\n\n\u{A0}nein \t no\r\n", "one ||| eins\ntwo ||| zwei ||| three\n",
  ])

  static let texts = bytes([
    "First Citizen:\nBefore we proceed any further, hear me speak.\n\n\tAll: 1,234 it's  wasn't\r\n",
    "한국어 텍스트 \u{1100}\u{1161}\u{11A8} 각 e\u{301} \u{1F468}\u{200D}\u{1F469} \u{A0}x\u{3000}y\n",
    "<unk> <eos> <bos>\n",
  ])

  static let tokenizers: [[UInt8]] = {
    var words = Tokenizer(numWords: 10, oovToken: "<oov>")
    words.fitOnTexts(["The cat sat.", "The \"dog\" sat"])
    var characters = Tokenizer(charLevel: true)
    characters.fitOnTexts(["abc é"])
    return bytes([words.toJSON(), characters.toJSON()])
  }()

  static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}
