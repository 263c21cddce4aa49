// How often the loops run and how much one of them may take at once. Everything here can change on a reload.

public import ShippingCore

public struct EngineSettings: Sendable, Hashable {
  /// Pause between two polls of the order history.
  public var historyInterval: Duration
  /// Pause after an order became due before orders are read, so that several are read in one call.
  public var ordersDelay: Duration
  /// Pause after something changed before it is written back, for the same reason.
  public var writeBackDelay: Duration
  /// Between two looks at a parcel that moves.
  public var trackingInterval: Duration
  /// The longest pause between two looks at a parcel that has stood still for hours.
  public var trackingIntervalSlow: Duration = .seconds(3600)
  /// Between two looks at a parcel that has not moved for days.
  public var trackingIntervalSlowest: Duration
  public var sweepInterval: Duration
  /// Before an account whose key was refused is tried again.
  public var accountRetryInterval: Duration
  /// The key is used by other programs too, so "made by our key" does not mean "made by us".
  public var keyIsShared: Bool
  /// Size of the label by cabinet; 100×100 mm where none is named.
  public var labelSizes: [CabinetID: LabelSize]
  /// Program and arguments that print a label, by cabinet; `{file}` in an argument is the label's path.
  public var printCommands: [CabinetID: [String]] = [:]
  /// How the owner is told; without a way nothing is looked at.
  public var alerts = AlertPolicy()

  public init(
    historyInterval: Duration = .seconds(30), ordersDelay: Duration = .milliseconds(500),
    writeBackDelay: Duration = .seconds(2), trackingInterval: Duration = .seconds(300),
    trackingIntervalSlowest: Duration = .seconds(86_400), sweepInterval: Duration = .seconds(3600),
    accountRetryInterval: Duration = .seconds(600), keyIsShared: Bool = false,
    labelSizes: [CabinetID: LabelSize] = [:]
  ) {
    self.historyInterval = historyInterval
    self.ordersDelay = ordersDelay
    self.writeBackDelay = writeBackDelay
    self.trackingInterval = trackingInterval
    self.trackingIntervalSlowest = trackingIntervalSlowest
    self.sweepInterval = sweepInterval
    self.accountRetryInterval = accountRetryInterval
    self.keyIsShared = keyIsShared
    self.labelSizes = labelSizes
  }
}

/// Bounds of the loops. They are not settings: they keep one loop from starving the others and memory from growing.
enum Bound {
  /// Pages of history read in one poll; the rest follows at once in the next.
  static let pagesPerPoll = 20
  /// Orders, barcodes and tracking updates of one call (retailcrm-api.md section 2, ukrposhta-api.md section 11).
  static let batch = 100
  /// Orders worked on at the same time.
  static let turnsAtOnce = 64
  /// A new batch of orders is read when no more than this many of the last one are left.
  static let turnsBeforeNextBatch = 8
  /// Steps of one order before others get their turn.
  static let stepsPerTurn = 16
  /// Open orders looked at again in one sweep; the next sweep goes on from there.
  static let openOrdersPerSweep = 1000
  /// Status edits between two readings of the orders: a person may cancel one meanwhile.
  static let statusEditsAtOnce = 10
  /// Write-backs in a row that may go unconfirmed before the order is left alone until there is news.
  static let writeBackTries = 12
  /// Pause after that.
  static let unconfirmedPause = Duration.seconds(86_400)
  /// A smaller step of the wall clock is drift.
  static let clockStep = Duration.seconds(60)
  /// More orders than this missing from one answer means that the answer is wrong.
  static let missingAtOnce = 20
  /// More typed TTNs than this missing at the same time are not people's doing.
  static let numbersTakenOut = 3
  /// For so long after the last look that missed it a typed TTN counts among those that are missing.
  static let missingNumberAge = Duration.seconds(300)
  /// For so long after the last look at it, a missing order counts among those that are missing; three times the policy's
  /// tolerance where that is longer.
  static let missedAge = Duration.seconds(1800)
  /// Before a missing order may count as deleted, the key's rights are not older than this.
  static let accountAge = Duration.seconds(300)
  /// Before the references are read again because an order has a status that they lack.
  static let statusAge = Duration.seconds(60)
  /// A loop with something due looks at the clock this often: it may have been stepped.
  static let longestSleep = Duration.seconds(3600)
  /// Event codes that are counted though the table lacks them.
  static let unknownCodes = 200
  /// Pause while everything that is due is at work or left alone.
  static let untakenPause = Duration.seconds(5)
  /// Pause before an order whose ledger row cannot be read is tried again.
  static let poisonedPause = Duration.seconds(600)
  /// Corporate customers whose companies are read for one batch of orders; the others wait for the next look.
  static let companyCustomers = 25
  /// Pages of one customer's companies: a thousand.
  static let companyPages = 10
  /// Companies remembered for the write-backs that follow a look, and for how long.
  static let companiesRemembered = 1000
  static let companyAge = Duration.seconds(600)
  /// Pages of the order list walked in one sweep.
  static let pagesPerSweep = 50
  /// Pages of the order list that one backfill walks: a hundred thousand orders.
  static let pagesPerBackfill = 1000
  /// The CRM's clock may be behind ours by so much when uploads are looked for.
  static let uploadMargin = Duration.seconds(3600)
  /// Pages of unattached files looked through for a lost upload, and files of the right size compared byte by byte.
  static let filePages = 5
  static let filesCompared = 20
  /// Turns that wait for a cabinet's printer; others come again after the pause.
  static let printsWaiting = 8
  static let printPause = Duration.seconds(30)
  /// An order that waited longer for the printer is read again, this much later, before its label is printed.
  static let printStaleness = Duration.seconds(10)
  static let printAgain = Duration.seconds(1)
  /// After a print command that hung or was killed, the first time.
  static let printerRest = Duration.seconds(300)
  /// Such commands in a row before a person has to look at the printer.
  static let unclearPrints = 3
  /// Between two questions whether somebody has.
  static let heldPrintPause = Duration.seconds(600)
  /// For how long orders at work in a group that is to be closed are waited for.
  static let closingPatience = Duration.seconds(180)
  /// Pauses before the group is listed again because it lacks shipments that the ledger has in it.
  static let listingPauses: [Duration] = [.seconds(3), .seconds(10), .seconds(20)]
  /// Shipments missing from a group's list that are looked up by their numbers.
  static let unlistedAsked = 20
  /// Runs in a row whose write-backs show that a cabinet's way does not work, before the next way is tried.
  static let wayTries = 2
  /// Orders that have to be refused before it is not their fault but the way's.
  static let wayOrders = 2
  /// Another way than tracking calls is doubted when it was proven longer ago than this.
  static let wayAge = Duration.seconds(86_400)
  /// Writes of one value that do not get into an order's field before it is left there.
  static let fieldTries = 2
  /// Orders on which a field showed nothing before it counts as lacking in the CRM.
  static let fieldOrders = 2
  /// Before a field that lacked, or a value that was left, is tried again.
  static let fieldAge = Duration.seconds(86_400)
  /// Orders of which it is remembered what their fields did not take.
  static let oddOrders = 1000
  /// Parcels refused alone, none being taken, before it is not their fault but the module's.
  static let trackingCulprits = 3
  /// Looks at a parcel that has come to its end before the rest of its history is given up.
  static let endLooks = 12
  /// Barcodes whose histories one call may ask for (ukrposhta-api.md section 11).
  static let historyBatch = 50
  /// Lifecycles read in one run for a cabinet that cannot track events: each is a call of its own.
  static let lifecyclesPerRun = 20
  /// How many times rarer a parcel is looked at by lifecycle than by event.
  static let lifecycleSlowness = 4
  /// Before a notice that depends on tracking is thought of again, while the parcel waits to be asked about.
  static let untrackedPause = Duration.seconds(60)
  /// A ledger that is unusable for a shorter time is nobody's business.
  static let ledgerPatience = Duration.seconds(60)
  /// Orders with one problem among which the owner is told of those that no card shows.
  static let unshownListed = 200
  /// Doubts looked at for the owner.
  static let doubtsListed = 50
  /// A create is in doubt too long after so many windows: looking it up and making it anew takes one.
  static let doubtWindows = 2
  /// Days back that groups are compared with the ledger.
  static let sweptDays: Int64 = 7
}
