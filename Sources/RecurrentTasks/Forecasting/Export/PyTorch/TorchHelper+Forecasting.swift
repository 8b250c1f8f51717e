import RecurrentModels

/// What only a forecaster asks of PyTorch.
extension TorchHelper {
  /// A window without the jumps of its level, as ``LevelShift`` has it.
  static let unshifted = TorchHelper(
    source: """
      def unshifted(x, usual, times, least, most):
          \"""As if the level after jumps of the last axis had been there all along.\"""
          n = x.shape[2]
          before = torch.arange(1, n, device=x.device, dtype=x.dtype)
          for _ in range(times):
              centred = x - x.mean(2, keepdim=True)
              variance = (centred * centred).mean(2, keepdim=True)
              heights = -centred[:, :, :-1].cumsum(2) * (1 / (n - before) + 1 / before)
              explained = heights * heights * (before * (n - before) / n**2)
              best, place = explained.max(2, keepdim=True)
              height = heights.gather(2, place)
              jumps = (height.abs() > least * usual) & (variance - best < most * usual * usual)
              x = torch.where(jumps & (torch.arange(n, device=x.device) <= place), x + height, x)
          return x
      """)

  /// As ``ForecastBaseline/theta`` has it.
  static let theta = TorchHelper(
    needs: [seasonal, smoothed],
    source: """
      def theta(x, horizon, season):
          \"""What follows the last axis: half of a line, and half of the smoothed twofold distance from it.\"""
          n = x.shape[2]
          is_seasonal = season > 1 and n >= 3 * season
          if is_seasonal:
              indices, multiplied = seasonal(x, season)
              indices = indices[:, :, torch.arange(n + horizon, device=x.device) % season]
              before, after = indices[:, :, :n], indices[:, :, n:]
              x = torch.where(multiplied, x / torch.where(multiplied, before, 1.0), x - before)
          last = x[:, :, -1:]
          x = x - last
          time = torch.arange(n + horizon, device=x.device, dtype=x.dtype) - (n - 1) / 2
          line = x.mean(2, keepdim=True) + (x * time[:n] / (time[:n] ** 2).sum()).sum(2, keepdim=True) * time
          y = last + (line[:, :, n:] + smoothed(2 * x - line[:, :, :n])) / 2
          return torch.where(multiplied, y * after, y + after) if is_seasonal else y
      """)

  /// As ``SeasonalProfile`` has it.
  private static let seasonal = TorchHelper(
    source: """
      def seasonal(x, season):
          \"""What each place of a season multiplies the last axis by, or adds to it; and whether it is multiplied.\"""
          n, half, last = x.shape[2], season // 2, x[:, :, -1:]
          multiplied = x.amin(2, keepdim=True) > 0
          z = x - last
          weights = torch.full([1, 1, 2 * half + 1], 1 / season, device=x.device, dtype=x.dtype)
          if season % 2 == 0:
              weights[:, :, [0, -1]] /= 2
          average = F.conv1d(z.reshape(-1, 1, n), weights).reshape(*x.shape[:2], -1)
          factors = x[:, :, half : n - half] / torch.where(multiplied, average + last, 1.0)
          shares = torch.where(multiplied, factors, z[:, :, half : n - half] - average)
          means = torch.stack([shares[:, :, (k - half) % season :: season].mean(2) for k in range(season)], 2)
          mean = means.mean(2, keepdim=True)
          indices = torch.where(multiplied, means / torch.where(multiplied, mean, 1.0), means - mean)
          z = z - z.mean(2, keepdim=True)
          variance = (z * z).sum(2, keepdim=True)
          r = torch.stack([(z[:, :, k:] * z[:, :, : n - k]).sum(2) for k in range(1, season + 1)], 2)
          r = r / torch.where(variance > 0, variance, 1.0)
          bound = 1.645 * ((1 + 2 * (r[:, :, :-1] ** 2).sum(2, keepdim=True)) / n).sqrt()
          return torch.where(r[:, :, -1:].abs() > bound, indices, multiplied.to(x.dtype)), multiplied
      """)

  /// As ``ExponentialSmoothing`` has it.
  private static let smoothed = TorchHelper(
    source: """
      def smoothed(x):
          \"""The last level of the last axis, smoothed so that the squared errors of one step are least.\"""
          first = x[:, :, :10].mean(2, keepdim=True)

          def run(parts):
              level, slope, squares, falls = first.expand(parts.shape), 0 * parts, 0 * parts, 0 * parts
              for value in x.split(1, 2):
                  error = value - level
                  squares, falls = squares + error**2, falls + error * slope
                  level, slope = level + parts * error, slope - parts * slope + error
              return level, squares, falls > 0

          def best(parts):
              return parts.gather(2, run(parts)[1].argmin(2, keepdim=True))

          shares = torch.arange(33, device=x.device, dtype=x.dtype)
          coarse = best((shares[1:21] / 20).expand(*x.shape[:2], -1))
          least, most = (coarse - 0.05).clamp(min=1e-4), (coarse + 0.05).clamp(max=1)
          step = (most - least) / 32
          fine = best(least + step * shares)
          low, high = torch.maximum(fine - 2 * step, least), torch.minimum(fine + 2 * step, most)
          for _ in range(20):
              middle = (low + high) / 2
              falls = run(middle)[2]
              low, high = torch.where(falls, middle, low), torch.where(falls, high, middle)
          return run((low + high) / 2)[0]
      """)

  /// As ``CountDistribution`` has it.
  static let counts = TorchHelper(
    source: """
      def counts(mean, shape, levels, exponent):
          \"""The least counts that at least such shares of negative binomial distributions lie at or below.\"""
          m, r = mean.double()[..., None], 1 / shape.double()[..., None]
          way = (2 * exponent * (m + m * m / r)).sqrt()
          first, last = (m - way).clamp(min=0).floor(), m + way + exponent * (1 + m / r)
          k = first + torch.arange(int((last - first).max()) + 1, device=m.device)
          logs = torch.lgamma(k + r) - torch.lgamma(k + 1) - k * (r / m).log1p() - r * (m / r).log1p()
          below = (logs - torch.lgamma(r)).exp().cumsum(-1)
          below = below / below[..., -1:]
          return torch.stack([first[..., 0] + (below < level).sum(-1) for level in levels], -1).to(mean.dtype)
      """)

  /// The features of times, as ``CalendarFeatures`` has them.
  static let calendar = TorchHelper(
    source: """
      def calendar(times, cycles, holidays):
          \"""Sines and cosines of the places in cycles, and whether a day is a holiday, of seconds since 1970.\"""
          days, second = times // 86400, times % 86400
          time = second / 86400
          # Years begin in March (Hinnant 2013, civil_from_days).
          day = (days + 719468) % 146097
          year = (day - day // 1460 + day // 36524 - day // 146096) // 365
          day = day - (365 * year + year // 4 - year // 100)
          month = (5 * day + 2) // 153
          leap = (year % 4 == 0).long() - (year % 100 == 0).long() + (year % 400 == 0).long()
          places = {
              "hourOfDay": time,
              "dayOfWeek": ((days + 3) % 7 + time) / 7,
              "dayOfMonth": (day - (153 * month + 2) // 5) / 31,
              "dayOfYear": (torch.where(month < 10, day + 59 + leap, day - 306) + time) / 366,
              "monthOfYear": torch.where(month < 10, month + 2, month - 10) / 12,
          }
          features = []
          for cycle in cycles:
              angle = places[cycle] * 2 * torch.pi
              features += [angle.sin(), angle.cos()]
          if holidays is not None:
              features.append(torch.isin(days, torch.tensor(holidays, dtype=days.dtype)).float())
          return torch.stack(features, 2)
      """)
}
