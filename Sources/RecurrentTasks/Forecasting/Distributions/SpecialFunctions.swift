import RecurrentFoundation

/// ln Γ(x) of an x above 0: Stirling's series from 10 on, and Γ(x + 1) = x Γ(x) below.
func logGamma(_ x: Double) -> Double {
  var (x, product) = (x, 0.0)
  while x < 10 {
    product += log(x)
    x += 1
  }
  let square = 1 / (x * x)
  let series = (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188)))) / x
  return (x - 0.5) * log(x) - x + 0.5 * log(2 * Double.pi) + series - product
}

/// The slope of ``logGamma(_:)``.
func digamma(_ x: Double) -> Double {
  var (x, sum) = (x, 0.0)
  while x < 10 {
    sum += 1 / x
    x += 1
  }
  let square = 1 / (x * x)
  let series = square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square * (1.0 / 240 - square / 132))))
  return log(x) - 0.5 / x - series - sum
}

/// The normal distribution of mean 0 and deviation 1.
enum NormalDistribution {
  /// By Wichura's rational functions (AS 241, 1988), to 16 digits.
  static func quantile(_ level: Double) -> Double {
    let q = level - 0.5
    if abs(q) <= 0.425 {
      let r = 0.180625 - q * q
      return q * ratio(r, centre)
    }
    let r = (-log(q < 0 ? level : 1 - level)).squareRoot()
    let found = r <= 5 ? ratio(r - 1.6, shoulder) : ratio(r - 5, tail)
    return q < 0 ? -found : found
  }

  private typealias Ratio = (above: [Double], below: [Double])

  private static func ratio(_ r: Double, _ ratio: Ratio) -> Double {
    func polynomial(_ factors: [Double]) -> Double { factors.reversed().reduce(0) { $0 * r + $1 } }
    return polynomial(ratio.above) / polynomial(ratio.below)
  }

  private static let centre: Ratio = (
    [
      3.387_132_872_796_366_608_0, 133.141_667_891_784_377_45, 1971.590_950_306_551_442_7,
      13_731.693_765_509_461_125, 45_921.953_931_549_871_457, 67_265.770_927_008_700_853,
      33_430.575_583_588_128_105, 2509.080_928_730_122_672_7,
    ],
    [
      1, 42.313_330_701_600_911_252, 687.187_007_492_057_908_3, 5394.196_021_424_751_107_7,
      21_213.794_301_586_595_867, 39_307.895_800_092_710_610, 28_729.085_735_721_942_674,
      5226.495_278_852_545_925_3,
    ]
  )
  private static let shoulder: Ratio = (
    [
      1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_90, 5.769_497_221_460_691_405_50,
      3.647_848_324_763_204_605_04, 1.270_458_252_452_368_382_58, 0.241_780_725_177_450_611_770,
      0.022_723_844_989_269_184_583_1, 7.745_450_142_783_414_076_40e-4,
    ],
    [
      1, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_40, 0.689_767_334_985_100_004_550,
      0.148_103_976_427_480_074_590, 0.015_198_666_563_616_457_195_5, 5.475_938_084_995_344_946_00e-4,
      1.050_750_071_644_416_843_24e-9,
    ]
  )
  private static let tail: Ratio = (
    [
      6.657_904_643_501_103_777_20, 5.463_784_911_164_114_369_90, 1.784_826_539_917_291_335_80,
      0.296_560_571_828_504_891_230, 0.026_532_189_526_576_123_093_0, 0.001_242_660_947_388_078_438_60,
      2.711_555_568_743_487_578_15e-5, 2.010_334_399_292_288_132_65e-7,
    ],
    [
      1, 0.599_832_206_555_887_937_690, 0.136_929_880_922_735_805_310, 0.014_875_361_290_850_614_852_5,
      7.868_691_311_456_132_591_00e-4, 1.846_318_317_510_054_681_80e-5, 1.421_511_758_316_445_888_70e-7,
      2.044_263_103_389_939_785_64e-15,
    ]
  )
}

/// Student's t of median 0 and scale 1.
struct StudentDistribution {
  /// Above 2, so that there is a variance.
  let freedom: Double

  /// By Newton's method on P(t), within an interval that it is in.
  func quantile(_ level: Double) -> Double {
    guard level != 0.5 else { return 0 }
    guard level > 0.5 else { return -quantile(1 - level) }
    var (low, high) = (0.0, 1.0)
    while probability(below: high) < level, high < 1e12 { (low, high) = (high, 2 * high) }
    var t = (low + high) / 2
    for _ in 0..<100 {
      let miss = probability(below: t) - level
      if miss < 0 { low = t } else { high = t }
      let step = t - miss / density(t)
      let next = step > low && step < high ? step : (low + high) / 2
      defer { t = next }
      if abs(next - t) <= 1e-13 * max(1, t) { break }
    }
    return t
  }

  private func density(_ t: Double) -> Double {
    exp(logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - (freedom + 1) / 2 * log1p(t * t / freedom))
      / (freedom * Double.pi).squareRoot()
  }

  /// Of a t of at least 0: 1 − I(ν / (ν + t²); ν / 2, 1 / 2) / 2.
  func probability(below t: Double) -> Double {
    1 - incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2
  }
}

/// The regularised incomplete beta function I(x; a, b), by its continued fraction (Lentz's method; Press et al. 2007, 6.4).
func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  // It converges fast below the mean.
  guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
  let front = exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * log(x) + b * log1p(-x)) / a
  func kept(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
  var (c, d) = (1.0, 1 / kept(1 - (a + b) * x / (a + 1)))
  var fraction = d
  // As many as the root of the larger of a and b, about.
  for step in 1..<100_000 {
    let m = Double(step)
    var before = fraction
    for term in [
      m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
    ] {
      d = 1 / kept(1 + term * d)
      c = kept(1 + term / c)
      before = fraction
      fraction *= c * d
    }
    if abs(fraction - before) <= 1e-15 * abs(fraction) { break }
  }
  return front * fraction
}

/// The negative binomial distribution of a mean m and a shape a: the variance is m + a m².
struct CountDistribution {
  let mean: Double
  let shape: Double

  /// A forecast of counts is the whole number at or below it and this. A half goes up, as does what is below one by no more
  /// than single precision loses of thousands: the mean of two counts is half a count as often as not, and an export says
  /// what is said here.
  static let roundingShift = 0.5005

  /// The t of the share e^-t that may be left out on either side where counts are summed up: a ten-millionth of what lies
  /// above the outermost quantile.
  static func likelyExponent(upTo level: Double) -> Double { -log(1e-7 * (1 - level)) }

  /// The least count that at least so much lies at or below.
  func quantile(_ level: Double) -> Double {
    mean < 50 ? summedQuantile(level) : searchedQuantile(level)
  }

  /// P(0) = (r / (r + m))^r, P(k + 1) = P(k) (k + r) / (k + 1) m / (r + m), where r is 1 / a.
  private func summedQuantile(_ level: Double) -> Double {
    let r = 1 / shape
    var (count, probability) = (0.0, exp(-r * log1p(mean / r)))
    var sum = probability
    // What is left at last is less than numbers tell.
    while sum < level, probability > 1e-18 * sum || count < mean {
      probability *= (count + r) / (count + 1) * mean / (r + mean)
      count += 1
      sum += probability
    }
    return count
  }

  /// Halves the interval of many counts: P(k or less) = I(r / (r + m); r, k + 1).
  private func searchedQuantile(_ level: Double) -> Double {
    let r = 1 / shape
    func probability(_ count: Double) -> Double { incompleteBeta(r / (r + mean), r, count + 1) }
    var (low, high) = (-1.0, mean.rounded())
    while probability(high) < level, high < 1e15 { (low, high) = (high, 2 * high) }
    while high - low > 1 {
      let middle = ((low + high) / 2).rounded(.down)
      if probability(middle) < level { low = middle } else { high = middle }
    }
    return high
  }
}
