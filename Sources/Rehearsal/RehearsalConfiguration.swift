// The configuration file that a rehearsal's daemon runs on. It is an ordinary one, commented like one: a user
// who rehearses with `serve --write-config` goes on from it.
internal import Sandbox

/// How fast a rehearsal's daemon lives. In milliseconds, except the calls.
public struct RehearsalPace: Sendable {
  public var history = 5_000
  public var ordersDelay = 500
  public var tracking = 10_000
  public var sweep = 30_000
  public var writeBackDelay = 1_000
  /// How long a create may stay in doubt; longer than any delay that the faults cause.
  public var doubtWindow = 30_000
  public var doubtPauses = [1_000, 5_000]
  public var retryBase = 1_000
  public var retryCap = 10_000
  public var timeOut = 10_000
  public var crmCallsPerSecond = 8
  public var postCallsPerSecond = 50
  public var logLevel = "info"
  /// Language of what managers read.
  public var language = "uk"
  /// Labels go to the orders of the company's contract, and a command "prints" them into the folder.
  public var usesEverything = false

  /// A person plays the manager and the post.
  public static let byHand = RehearsalPace()

  /// Hours of a shop in seconds.
  public static var demo: RehearsalPace {
    var pace = RehearsalPace()
    pace.history = 250
    pace.ordersDelay = 50
    pace.tracking = 400
    pace.sweep = 1_500
    pace.writeBackDelay = 150
    pace.doubtWindow = 3_000
    pace.doubtPauses = [200, 500]
    pace.retryBase = 100
    pace.retryCap = 1_000
    pace.timeOut = 3_000
    pace.crmCallsPerSecond = 40
    pace.postCallsPerSecond = 100
    pace.logLevel = "debug"
    pace.language = "en"
    pace.usesEverything = true
    return pace
  }

  /// As much work as possible between two kills.
  public static var killing: RehearsalPace {
    var pace = demo
    pace.history = 60
    pace.ordersDelay = 10
    pace.tracking = 300
    pace.sweep = 700
    pace.writeBackDelay = 40
    pace.doubtWindow = 2_500
    pace.doubtPauses = [100, 300]
    pace.retryBase = 30
    pace.retryCap = 500
    pace.usesEverything = false
    pace.crmCallsPerSecond = 400
    pace.postCallsPerSecond = 1_000
    return pace
  }
}

struct RehearsalConfiguration {
  let shop: Shop
  let folder: RehearsalFolder
  let port: UInt16
  let pace: RehearsalPace

  var text: String {
    """
    # Settings of ukrposhta-syncd for a rehearsal against ukrposhta-sandbox: everything here is made up.
    crm:
      url: http://127.0.0.1:\(port)
      api-key: { file: \(folder.credential(RehearsalFolder.apiKey)) }
      requests-per-second: \(pace.crmCallsPerSecond)
    ukrposhta:
      at: http://127.0.0.1:\(port)
      requests-per-second: \(pace.postCallsPerSecond)
    state-directory: \(folder.state)
    labels:
      directory: \(folder.labels)
    language: \(pace.language)
    log-level: \(pace.logLevel)

    # Short, so that a day of the shop goes by in seconds. The real services are asked far less often.
    polling:
      history: \(pace.history)ms
      orders-delay: \(pace.ordersDelay)ms
      tracking:
        moving: \(pace.tracking)ms
        slow: \(pace.tracking)ms
        daily: \(pace.tracking)ms
      sweep: \(pace.sweep)ms
      write-back-delay: \(pace.writeBackDelay)ms
    in-doubt:
      window: \(pace.doubtWindow)ms
      pauses: [\(pace.doubtPauses.map { "\($0)ms" }.joined(separator: ", "))]
    retry:
      base: \(pace.retryBase)ms
      cap: \(pace.retryCap)ms
      parked-account: \(pace.retryCap)ms
    time-outs:
      connect: \(pace.timeOut)ms
      total: \(pace.timeOut)ms
      label: \(pace.timeOut)ms

    defaults:
      technology: W2W
      # No weight here: an order without one is shown to the manager.
      parcel: { length-mm: 300, width-mm: 200, height-mm: 100 }
      payments:
        cod: [cash-on-delivery]
      stores:
        \(Shop.store): "01001"
    \(everything)  statuses:
    \(statuses)

    cabinets:
    \(shop.cabinets.map(cabinet).joined(separator: "\n"))
    """ + "\n"
  }

  /// Nothing, or whole lines.
  private var everything: String {
    guard pace.usesEverything else { return "" }
    return """
        label:
          # No printer: a copy of each label, and a second one beside it if it were printed twice.
          command: [cp, --backup=numbered, "{file}", \(folder.printed)]

      """
  }

  private var statuses: String {
    Shop.orderStatuses.map { "    \($0.state): \($0.status)" }.joined(separator: "\n")
  }

  private func cabinet(_ cabinet: Shop.Cabinet) -> String {
    """
      \(cabinet.name):
        client-type: \(cabinet.clientType)
        delivery-type: \(cabinet.code)
    \(link(cabinet))\(attaching(cabinet))
        credentials:
          ecom-bearer: { file: \(folder.credential("\(cabinet.name)-ecom-bearer")) }
          tracking-bearer: { file: \(folder.credential("\(cabinet.name)-tracking-bearer")) }
          counterparty-token: { file: \(folder.credential("\(cabinet.name)-counterparty-token")) }
    \(sender(cabinet))
    """
  }

  private func attaching(_ cabinet: Shop.Cabinet) -> String {
    pace.usesEverything && cabinet.name == Shop.company ? "\n    label: { attach: true }" : ""
  }

  private func link(_ cabinet: Shop.Cabinet) -> String {
    guard cabinet.isPlain else {
      return """
            module-code: \(cabinet.code)
            module: { logo: "https://example.com/ukrposhta.svg" }
        """
    }
    return """
          mode: plain
          custom-fields: { prefix: ukrposhta }
      """
  }

  private func sender(_ cabinet: Shop.Cabinet) -> String {
    let address = """
            address: { postcode: "01001", region: Київ, city: Київ, street: Хрещатик, house: "22" }
      """
    switch cabinet.clientType {
    case Shop.company:
      return """
            edrpou: "12345603"
            iban: UA073808050000000026000439806
            sender:
              name: ТОВ Приклад
              phone: "+380441234567"
        \(address)
        """
    case Shop.entrepreneur:
      return """
            tin: "1234567005"
            iban: UA073808050000000026000439806
            sender:
              last-name: Приклад
              first-name: Олена
              middle-name: Іванівна
              phone: "+380501234567"
        \(address)
        """
    default:
      return """
            sender:
              last-name: Приклад
              first-name: Петро
              middle-name: Іванович
              phone: "+380671234567"
        \(address)
        """
    }
  }
}
