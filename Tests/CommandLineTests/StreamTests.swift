import Foundation
import TestSupport
import Testing

/// Whatever standard input and output are, no byte is lost and none read twice.
@Suite struct StreamTests {
  private static let hasPython = Programs.path(of: "python3") != nil

  private static let folder: TemporaryFolder = {
    do {
      let folder = try TemporaryFolder()
      let rows = (0..<20).map { "good film \($0)\tpos\nbad film \($0)\tneg\n" }.joined()
      let table = try folder.write("text\tlabel\n" + rows, to: "c.tsv")
      let text = try folder.write(SampleText.sentences(60), to: "l.txt")
      let pairs = try folder.write(SamplePairs.reversals(60), to: "p.tsv")
      let bank = try folder.write(SampleTreebank.conllu(30), to: "b.conllu")
      let small = ["--hidden", "8", "--epochs", "1", "--embedding", "4"]
      for arguments in [
        ["classify", "train", table, "--out", folder.path("classify"), "--buckets", "50"],
        ["lm", "train", text, "--out", folder.path("lm"), "--batch", "4", "--steps", "8"],
        ["translate", "train", pairs, "--out", folder.path("translate")],
        ["tag", "train", bank, "--out", folder.path("tag")],
      ] {
        let result = try CommandLineTool.run(arguments + small)
        guard result.status == 0 else { fatalError(result.errors) }
      }
      return folder
    } catch {
      fatalError("\(error)")
    }
  }()

  private var folder: TemporaryFolder { Self.folder }

  /// By a shell, which sets up descriptors. `$R` is the program, `$D` the folder.
  private func shell(_ script: String) throws -> (status: Int32, output: String, errors: String) {
    let result = try CommandLineTool.shell(script, environment: ["R": CommandLineTool.path, "D": folder.path])
    return (result.status, result.output, result.errors)
  }

  // MARK: Output

  @Test(arguments: [
    "lm generate $D/lm --length 20", "lm evaluate $D/lm $D/l.txt --json", "inspect $D/lm", "--help", "lm train --help",
    "--version", "kernels", "classify predict $D/classify $D/l.txt", "tag predict $D/tag $D/l.txt",
    "translate predict $D/translate --text abc", "classify evaluate $D/classify $D/c.tsv",
  ])
  func aFullDiskIsSaid(command: String) throws {
    let full = try shell("$R \(command) > /dev/full")
    #expect(full.status == 74, "\(command)")
    #expect(full.errors.contains("error: standard output: cannot write: No space left on device"), "\(full.errors)")
    let closed = try shell("$R \(command) >&-")
    #expect(closed.status == 74 && closed.errors.contains("standard output: cannot write"), "\(closed.errors)")
  }

  /// A descriptor that takes no more for now: 200,000 bytes into a pipe that is read slowly and never blocks its writer.
  /// What a process may write to a file ends as a full disk does: the old file stays, and nothing is left beside it.
  @Test func aLimitOfFileSizesIsSaid() throws {
    for command in ["export $D/lm --onnx $D/old.onnx", "convert $D/lm/model.safetensors --to $D/old.npz"] {
      let file = String(command.split(separator: " ").last!)
      let result = try shell(
        "echo old > \(file); (ulimit -f 1; $R \(command)); code=$?; cat \(file) \(file).*; exit $code")
      #expect(result.status == 74 && result.output == "old\n", "\(result)")
      #expect(result.errors.contains("cannot write: File too large"), "\(result.errors)")
    }
  }

  /// A device is nothing that a file takes the place of.
  @Test func aDeviceIsNotReplaced() throws {
    let result = try shell("mkfifo $D/pipe; $R export $D/lm --onnx $D/pipe; code=$?; [ -p $D/pipe ] && exit $code")
    #expect(result.status == 73 && result.errors.contains("/pipe: cannot replace: no file"), "\(result)")
  }

  @Test(.enabled(if: Self.hasPython, "needs python3")) func aDescriptorThatIsNotReadyGetsEveryByte() throws {
    let script = """
      import os, subprocess, time, fcntl, sys
      reading, writing = os.pipe()
      fcntl.fcntl(writing, fcntl.F_SETFL, os.O_NONBLOCK)
      child = subprocess.Popen(["$R", "lm", "generate", "$D/lm", "--length", "200000"], stdout=writing)
      os.close(writing)
      total = 0
      while part := os.read(reading, 1 << 16):
          total += len(part)
          time.sleep(0.02)
      print(total, child.wait())
      """
    let result = try shell("python3 -c \"\(script.replacingOccurrences(of: "\"", with: "\\\""))\"")
    let whole = try shell("$R lm generate $D/lm --length 200000 | wc -c")
    #expect(result.output.split(separator: " ").last == "0\n", "\(result.errors)")
    #expect(Int(result.output.split(separator: " ")[0]) ?? 0 > 200_000 && whole.status == 0)
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let result = try shell("$R lm generate $D/lm --length 100000 | head -c 5; echo ${PIPESTATUS[0]}")
    #expect(result.output.hasSuffix("141\n") && result.errors.isEmpty)
  }

  /// Also where whoever started it ignores the signal, in any command.
  @Test(arguments: ["lm generate $D/lm --length 100000", "--help", "inspect $D/lm"])
  func aReaderThatGoesAwayIsSeenWithoutItsSignal(command: String) throws {
    let result = try shell("trap '' PIPE; { sleep 0.2; $R \(command); echo $? >&2; } | true")
    #expect(result.errors == "141\n", "\(result)")
  }

  /// Of what has no room on a narrow terminal the share that is done goes last.
  @Test(.enabled(if: Self.hasPython, "needs python3")) func aNarrowTerminalShowsWhatIsDone() throws {
    let script = """
      import fcntl, os, pty, struct, sys, termios
      child, terminal = pty.fork()
      if child == 0:
          fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 24, 0, 0))
          os.execvp(sys.argv[1], sys.argv[1:])
      text = b""
      try:
          while part := os.read(terminal, 4096):
              text += part
      except OSError:
          pass
      print(text.replace(b"\\r", b"\\n").decode())
      """
    _ = try folder.write(script, to: "narrow.py")
    let train = "lm train $D/l.txt --out $D/narrow --epochs 1 --hidden 8 --batch 4 --steps 8"
    let result = try shell("python3 $D/narrow.py $R \(train)")
    let drawn = result.output.split(separator: "\n").filter { $0.contains("%") }
    #expect(!drawn.isEmpty && drawn.allSatisfy { $0.contains("epoch 1/1") && !$0.contains("loss") }, "\(result)")
  }

  // MARK: Input

  @Test func standardInputGoesOnWhereItIs() throws {
    let result = try shell(
      "printf 'HEADER\\ngood film\\nbad film\\n' > $D/h.txt; (read header; $R classify predict $D/classify) < $D/h.txt")
    #expect(result.output.split(separator: "\n").count == 2, "\(result.errors)")
    let named = try shell("(read header; $R classify predict $D/classify -) < $D/h.txt")
    #expect(named.output == result.output)
  }

  @Test(.enabled(if: Self.hasPython, "needs python3")) func standardInputMayBeASocket() throws {
    let script = """
      import socket, subprocess
      ours, theirs = socket.socketpair()
      child = subprocess.Popen(["$R", "classify", "predict", "$D/classify"], stdin=theirs, stdout=subprocess.PIPE)
      theirs.close()
      ours.sendall(b"good film\\nbad film\\n")
      ours.close()
      print(len(child.stdout.read().splitlines()), child.wait())
      """
    let result = try shell("python3 -c \"\(script.replacingOccurrences(of: "\"", with: "\\\""))\"")
    #expect(result.output == "2 0\n", "\(result.errors)")
  }

  @Test(arguments: [
    "lm evaluate $D/lm - < $D/l.txt", "classify evaluate $D/classify - < $D/c.tsv",
    "tag evaluate $D/tag - < $D/b.conllu",
    "translate evaluate $D/translate - < $D/p.tsv", "translate predict $D/translate - < $D/p.tsv",
    "tag predict $D/tag - --conllu < $D/b.conllu",
  ])
  func aDashIsStandardInput(command: String) throws {
    let result = try shell("$R \(command)")
    let file = command.split(separator: " ").last ?? ""
    let named = try shell("$R \(command.replacingOccurrences(of: " - ", with: " \(file) "))")
    #expect(result.status == 0 && result.output == named.output && !result.output.isEmpty, "\(result.errors)")
    let piped = try shell("cat \(file) | $R \(command.split(separator: "<")[0])")
    #expect(piped.output == named.output)
  }

  @Test func anErrorNamesStandardInput() throws {
    let result = try shell("printf 'a\\377b\\n' | $R classify predict $D/classify")
    #expect(result.status == 65 && result.errors.contains("error: standard input:1: not UTF-8"), "\(result.errors)")
  }

  /// To nothing there is nothing to answer; a byte order mark is nothing too.
  @Test(arguments: [
    "classify predict $D/classify", "classify predict $D/classify --json",
    "classify predict $D/classify --text-column text", "tag predict $D/tag", "tag predict $D/tag --conllu",
    "tag predict $D/tag --json", "translate predict $D/translate",
  ])
  func nothingHasNoAnswer(command: String) throws {
    _ = try folder.write("", to: "nothing.txt")
    _ = try folder.write("\u{FEFF}", to: "mark.txt")
    for input in ["< /dev/null", "- < /dev/null", "$D/nothing.txt", "< $D/mark.txt"] {
      let result = try shell("$R \(command) \(input)")
      #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty, "\(command) \(input): \(result)")
    }
    let missing = try shell("$R \(command) $D/missing.txt")
    #expect(missing.status == 66, "\(missing)")
  }

  /// What can be read once only gives the very model of a file.
  @Test(arguments: [
    ("lm", "l.txt", "--batch 4 --steps 8"), ("classify", "c.tsv", "--buckets 50"), ("generate", "c.tsv", ""),
    ("translate", "p.tsv", ""), ("tag", "b.conllu", ""),
  ])
  func aPipeIsLearnedFromLikeAFile(task: String, file: String, options: String) throws {
    let small = "--hidden 8 --epochs 1 --embedding 4 \(options)"
    let models = try [
      ("$D/\(file)", ""), ("<(cat $D/\(file))", ""), ("-", "< $D/\(file)"), ("$D/fifo-\(task)", ""),
    ].enumerated().map { index, input in
      let out = "$D/\(task)-piped-\(index)"
      let fifo = index == 3 ? "mkfifo $D/fifo-\(task); cat $D/\(file) > $D/fifo-\(task) & " : ""
      let result = try shell(
        "\(fifo)$R \(task) train \(input.0) --out \(out) \(small) \(input.1) && md5sum < \(out)/model.safetensors")
      #expect(result.status == 0, "\(task) \(input): \(result.errors)")
      return result.output.split(separator: "\n").last
    }
    #expect(Set(models).count == 1 && models[0] != nil)
  }

  /// Each line is answered before the next is written.
  @Test(arguments: [
    ("classify predict $D/classify", "good film"), ("tag predict $D/tag --json", "The cat saw ."),
    ("translate predict $D/translate --json", "abc"),
  ])
  func aLineIsAnsweredWhenItComes(command: String, line: String) throws {
    let result = try shell(
      """
      coproc $R \(command) 2>/dev/null
      for i in 1 2 3; do
        echo '\(line)' >&${COPROC[1]}
        read -t 20 -u ${COPROC[0]} answer || exit 1
        echo "$answer"
      done
      """)
    #expect(result.status == 0 && result.output.split(separator: "\n").count == 3, "\(result.errors)")
  }

  // MARK: Round trips

  /// Byte for byte where the tags are those found: comments, blank lines, CR LF, a byte order mark and a missing end.
  @Test(arguments: [
    "# first\r\n1\tThe\t_\tDET\t_\t_\t0\t_\t_\t_\r\n\r\n",
    "\n\n# a\n\n1\tThe\t_\tDET\t_\t_\t0\t_\t_\t_\n\n\n1\tA\t_\tDET\t_\t_\t0\t_\t_\t_\n\n# after all\n# end",
    "\u{FEFF}1\tThe\t_\tX\t_\t_\t0\t_\t_\t_\n\n",
    "\u{FEFF}\n# a\n1\tThe\t_\tX\t_\t_\t0\t_\t_\t_\n\n", "\u{FEFF}# only this\n",
    "1\tThe\t_\tDET\t_\t_\t0\t_\t_\t_", "1\tThe\t_\tDET\t_\t_\t0\t_\t_\t_\n# after\n\n\n",
  ])
  func aTreebankComesBackAsItIs(text: String) throws {
    let scratch = try TemporaryFolder()
    let path = try scratch.write(text, to: "round.conllu")
    // Whoever reads a string of bytes drops the mark: it is made visible first.
    let marked = "LC_ALL=C sed '1s/^\\xef\\xbb\\xbf/MARK/'"
    let text = text.replacing("\u{FEFF}", with: "MARK")
    let result = try shell("$R tag predict $D/tag \(path) | \(marked); echo -n '|'")
    let tags = try Regex("(?m)^((?:MARK)?\\d+\\t[^\\t]*\\t[^\\t]*\\t)[^\\t]*")
    #expect(result.errors.isEmpty, "\(result.errors)")
    #expect(
      result.output.dropLast().replacing(tags) { $0.output[1].substring! + "*" }
        == text.replacing(tags) { $0.output[1].substring! + "*" })
    #expect(!result.output.contains("\tX\t"), "no tag that was learned")
  }

  @Test func aNoBreakSpaceHoldsAWordTogether() throws {
    let result = try shell("printf '10\\302\\240000 cats\\343\\200\\200saw\\n' | $R tag predict $D/tag --json")
    #expect(result.output.contains("\"words\": [\"10\u{A0}000\", \"cats\", \"saw\"]"), "\(result.output)")
  }

  /// Records of several lines: one answer is one line.
  @Test func oneAnswerIsOneLine() throws {
    let rows = (0..<40).map { _ in "\"ab\n\ncd\",x\n\"ef\",y\n" }.joined()
    let verse = try folder.write("text,label\n" + rows, to: "verse.csv")
    let out = folder.path("verse")
    let trained = try CommandLineTool.run(
      ["generate", "train", verse, "--out", out, "--hidden", "16", "--epochs", "40", "--learning-rate", "0.02"])
    #expect(trained.status == 0, "\(trained.errors)")
    let write = ["generate", "predict", out, "--label", "x", "--count", "2", "--temperature", "0"]
    let result = try CommandLineTool.run(write)
    #expect(result.output == "ab\\n\\ncd\nab\\n\\ncd\n")
    #expect(try CommandLineTool.run(write + ["--json"]).json()["text"] as? String == "ab\n\ncd")
  }

  @Test func whatIsNotThereToMeasureIsSaid() throws {
    let long = try folder.write("x\n" + (0..<200).map { "\($0 % 7)\n" }.joined(), to: "long.csv")
    let short = try folder.write("x\n" + (0..<60).map { "\($0 % 7)\n" }.joined(), to: "short.csv")
    let options = ["--target", "x", "--window", "8", "--horizon", "3", "--hidden", "4", "--epochs", "1"]
    let out = folder.path("forecast")
    #expect(try CommandLineTool.run(["forecast", "train", long, "--out", out] + options).status == 0)
    let result = try CommandLineTool.run(["forecast", "evaluate", out, short])
    #expect(result.status == 65 && result.errors.contains("--first-row 1 measures all"), "\(result.errors)")
    #expect(try CommandLineTool.run(["forecast", "evaluate", out, short, "--first-row", "1"]).status == 0)
    let piped = try shell("$R forecast predict $D/forecast - < $D/short.csv")
    #expect(piped.output == (try CommandLineTool.run(["forecast", "predict", out, short]).output))
    let predict = "$R forecast predict $D/forecast $D/short.csv --csv"
    let table = try shell("\(predict) - && \(predict) $D/out.csv; cat $D/out.csv")
    let lines = table.output.split(separator: "\n")
    #expect(lines.count == 8 && lines[0] == "step,x" && lines[..<4] == lines[4...], "\(table)")
  }

  // MARK: Labels

  /// A label of one text is never left to chance.
  @Test func aRareLabelIsLearned() throws {
    let rare = try folder.write(
      String(decoding: FileManager.default.contents(atPath: folder.path("c.tsv")) ?? Data(), as: UTF8.self)
        + "one\ta\ntwo\tb\nthree\tc\nfour\td\n", to: "rare.tsv")
    for seed in 1...8 {
      for task in ["classify", "generate"] {
        let result = try CommandLineTool.run(
          [
            task, "train", rare, "--out", folder.path("rare-" + task), "--hidden", "4", "--embedding", "4", "--epochs",
            "1",
          ]
            + ["--seed", "\(seed)", "--checkpoint-every", "never"])
        #expect(result.status == 0 && result.errors.contains("known: 6 labels"), "\(seed): \(result.errors)")
      }
    }
  }
}
