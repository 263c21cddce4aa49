// Reading the machine's clocks, and the local day of a place. The only file of the engine that does either.
internal import Foundation
internal import Glibc
public import ShippingCore

public enum WallTime {
  public static func now() -> Instant {
    Instant(milliseconds: read(CLOCK_REALTIME).wholeMilliseconds)
  }

  /// Time since boot without sleep; never steps.
  public static func uptime() -> Duration { read(CLOCK_MONOTONIC) }

  /// Of the kernel. Where it names none, every process takes itself for a boot of its own.
  static let boot: String = {
    let file = "/proc/sys/kernel/random/boot_id"
    let named = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    let boot = named.trimmingCharacters(in: .whitespacesAndNewlines)
    return boot.isEmpty ? UUID().uuidString : boot
  }()

  private static func read(_ clock: clockid_t) -> Duration {
    var time = timespec()
    clock_gettime(clock, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}

/// A time zone by its IANA name: local days for groups and label folders.
public struct LocalZone: Sendable {
  private let zone: TimeZone

  /// nil when the machine's zone table does not know the name.
  public init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// `2026-11-23`, the day in this zone.
  public func day(of instant: Instant) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.year ?? 0)-\(two(parts.month ?? 0))-\(two(parts.day ?? 0))"
  }
}

extension LocalZone {
  /// Minute of the day in this zone.
  public func minute(of instant: Instant) -> Int {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
    let parts = calendar.dateComponents([.hour, .minute], from: date)
    return (parts.hour ?? 0) * 60 + (parts.minute ?? 0)
  }
}

/// Random numbers of the machine, for jitter.
public struct SystemChance: Chance {
  public init() {}

  public func next() -> Double {
    Double.random(in: 0..<1)
  }
}
