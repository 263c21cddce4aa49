// A life written down instead of drawn, named by what goes wrong in it. The general verdict judges its end as it judges
// every life; what only this scenario knows it says itself, from the services' records. Each is short, so that it can be
// lived once for every port call it makes, with a crash exactly there.
internal import Sandbox
internal import ShippingCore
internal import SyncEngine

public struct Scenario: Sendable, CustomStringConvertible {
  /// What goes wrong: `answer-lost-after-create`.
  public let name: String
  /// Until everything has happened and has come right, when nothing crashes. Crash points lie in this time.
  var minutes: Int64 = 14
  /// After that: two sweeps and the longest doubt, for a crash at the last moment.
  var settlingMinutes: Int64 = 36
  var startsLateSeconds: Int64 = 0
  var settings = EngineSettings.ofScenarios
  /// What the shop set differently.
  var adjust: @Sendable (inout Policy) -> Void = { _ in }
  let play: @Sendable (Life) -> Void
  let expect: @Sendable (Life) -> Void

  init(
    _ name: String, minutes: Int64 = 14, sweeps: Bool = true, startsLateSeconds: Int64 = 0,
    adjust: @escaping @Sendable (inout Policy) -> Void = { _ in },
    alerts: AlertPolicy = AlertPolicy(),
    play: @escaping @Sendable (Life) -> Void, expect: @escaping @Sendable (Life) -> Void
  ) {
    self.name = name
    self.minutes = minutes
    self.startsLateSeconds = startsLateSeconds
    self.adjust = adjust
    self.play = play
    self.expect = expect
    settings.alerts = alerts
    if !sweeps { settings.sweepInterval = EngineSettings.never }
  }

  public var description: String { name }

  /// What a shop set differently, as an argument for `adjust`.
  static func setting(
    _ change: @escaping @Sendable (inout Policy) -> Void
  ) -> @Sendable (inout Policy) -> Void { change }

  /// The same in every cabinet.
  static func everywhere(
    _ change: @escaping @Sendable (inout CabinetPolicy) -> Void
  ) -> @Sendable (inout Policy) -> Void {
    { policy in policy.everyCabinet(change) }
  }

  public static func named(_ name: String) -> Scenario? { (all + mending).first { $0.name == name } }

  /// Every scenario there is.
  public static let all: [Scenario] =
    creating + gestures + changes + cancellations + deletions + showing + card + plainMode + posts + accounts
    + machine
    + operatorsVerbs + odds + labels + quotes + manifests + noticing + corporate
    + settings + sending + money + statuses + corrections + alerts + beginnings + admissions + numbers
    + takenOver + closing + printers + refusals + leftovers

  /// Lives it once; with a crash, exactly there.
  public func live(
    crash: CrashPoint? = nil, sabotage: Sabotage? = nil, isTraced: Bool = false, path: String
  ) throws -> LifeReport {
    var plan = LifePlan(seed: 1, activeMinutes: minutes, sabotage: sabotage)
    plan.settlingMinutes = settlingMinutes
    plan.startsLateSeconds = startsLateSeconds
    plan.settings = settings
    plan.adjust = adjust
    plan.isTraced = isTraced
    if let crash { plan.crashPoints = [crash] }
    let life = Life(plan, script: self, path: path)
    life.report.scenario = name
    life.report.crashPoint = crash
    // Its events hold the life only weakly, and an optimizer lets go after the last use.
    return try withExtendedLifetime(life) { try life.run() }
  }
}

extension Scenario: LifeScript {
  func write(into life: Life) { play(life) }

  /// A scenario mends itself what it broke.
  func calm(_ life: Life) {}

  func judge(_ life: Life) {
    for wait in life.waits { life.find(.unexpected, "it never came to this: \(wait.what)") }
    expect(life)
  }
}

extension EngineSettings {
  /// Fast loops: a scenario's life lasts minutes.
  static let ofScenarios = EngineSettings(
    historyInterval: .seconds(120), ordersDelay: .milliseconds(500), writeBackDelay: .seconds(2),
    trackingInterval: .seconds(300), trackingIntervalSlowest: .seconds(900), sweepInterval: .seconds(900),
    accountRetryInterval: .seconds(240))
}
