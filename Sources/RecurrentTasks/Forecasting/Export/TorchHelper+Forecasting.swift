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
