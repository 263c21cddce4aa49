// The page: which families there are, what they are called, where their numbers come from. The README lists the same
// names, and a test compares the two.
//
// What a newcomer gets wrong: labels. A label's values come from our own catalogues, from the configuration or from a
// bounded table; nothing that an order holds ever becomes one.
import ShippingCore

public enum MetricsPage {
  /// `version` is the program's.
  public static func families(
    _ engine: EngineFigures, calls: [CallFigures], version: String
  ) -> [MetricFamily] {
    var families = [
      MetricFamily(
        "build_info", .gauge, "Version of the program; always 1.",
        [MetricFamily.Sample(1, [MetricFamily.Label("version", version)])]),
      time("start_time_seconds", "When the service started.", engine.startedAt, []),
    ]
    if let ledger = engine.ledger { families += orders(ledger, now: engine.now) }
    families += service(engine)
    families += cabinets(engine.cabinets)
    families += callFamilies(calls)
    return families
  }

  private typealias Label = MetricFamily.Label
  private typealias Sample = MetricFamily.Sample

  private static func one(_ name: String, _ help: String, _ value: Int) -> MetricFamily {
    MetricFamily(name, .gauge, help, [Sample(value)])
  }

  private static func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }

  private static func time(_ name: String, _ help: String, _ at: Instant?, _ labels: [Label]) -> MetricFamily
  {
    MetricFamily(name, .gauge, help, at.map { [Sample(seconds($0), labels)] } ?? [])
  }

  private static func orders(_ ledger: LedgerFigures, now: Instant) -> [MetricFamily] {
    let phases = [("creating", ledger.creating), ("live", ledger.live), ("withdrawing", ledger.withdrawing)]
    return [
      MetricFamily(
        "queue_orders", .gauge, "Orders that are due now, by queue.",
        ledger.queues.map { Sample($0.due, [Label("queue", $0.name)]) }),
      MetricFamily(
        "queue_oldest_seconds", .gauge, "How long the order that waits longest has been due, by queue.",
        ledger.queues.map { queue in
          let age = queue.oldest.map { max(0, Double(now.since($0).wholeMilliseconds) / 1000) } ?? 0
          return Sample(age, [Label("queue", queue.name)])
        }),
      MetricFamily(
        "open_orders", .gauge, "Orders with a shipment under way, by phase.",
        phases.map { Sample($0.1, [Label("phase", $0.0)]) }),
      one("creates_in_doubt", "Creates whose outcome is not known.", ledger.creating),
      one("parked_orders", "Orders that wait for a person.", ledger.parked),
      marks(
        "orders_with_problem", "Orders that wait for a person, by problem; one may have several.", .problem,
        ledger),
      marks("orders_with_notice", "Orders whose card shows a notice, by notice.", .notice, ledger),
      one(
        "labels_not_printed",
        "Labels that the printer did not give, or of which nobody knows whether it did.",
        ledger.marks[.labelNotPrinted] ?? 0),
      one("write_backs_pending", "Orders whose card is to be written, now or later.", ledger.writeBacks),
      tallies(
        "shipments_total", "Milestones of shipments since the ledger was made.", label: "event", ledger,
        Tally.allCases.filter { !Tally.duplicatesPrevented.contains($0) }),
      tallies(
        "duplicates_prevented_total",
        "Shipments that would have been one too many, since the ledger was made.",
        label: "how", ledger, Tally.duplicatesPrevented),
      MetricFamily(
        "ledger_size_bytes", .gauge, "Size of the ledger's file and of its write-ahead log.",
        [
          Sample(Double(ledger.fileBytes), [Label("part", "file")]),
          Sample(Double(ledger.logBytes), [Label("part", "wal")]),
        ]),
    ]
  }

  private static func marks(
    _ name: String, _ help: String, _ kind: CardMark.Kind, _ ledger: LedgerFigures
  ) -> MetricFamily {
    let standing = ledger.marks.filter { $0.key.kind == kind }.sorted { $0.key < $1.key }
    return MetricFamily(
      name, .gauge, help, standing.map { Sample($0.value, [Label(kind.rawValue, $0.key.code)]) })
  }

  private static func tallies(
    _ name: String, _ help: String, label: String, _ ledger: LedgerFigures, _ tallies: [Tally]
  ) -> MetricFamily {
    let counted = ledger.tallies.filter { tallies.contains($0.key.tally) }.sorted { $0.key < $1.key }
    return MetricFamily(
      name, .counter, help,
      counted.map {
        Sample($0.value, [Label("cabinet", $0.key.cabinet.rawValue), Label(label, $0.key.tally.rawValue)])
      })
  }

  private static func service(_ engine: EngineFigures) -> [MetricFamily] {
    [
      one(
        "ledger_usable", "1 while the ledger can be written; nothing is sent otherwise.",
        engine.isLedgerUsable ? 1 : 0),
      one(
        "superfluous_shipments", "Shipments too many that only a person can deal with.", engine.superfluous),
      one(
        "crm_down_seconds", "How long the CRM has not answered; 0 while it does.",
        Int(clamping: engine.crmDownSeconds)),
      one(
        "post_down_seconds", "How long Ukrposhta has not answered; 0 while it does.",
        Int(clamping: engine.postDownSeconds)),
      MetricFamily(
        "loop_last_success_timestamp_seconds", .gauge, "End of the loop's last run that did what it should.",
        engine.loops.compactMap { loop in
          loop.succeededAt.map { Sample(seconds($0), [Label("loop", loop.name)]) }
        }),
      MetricFamily(
        "loop_failures_total", .counter, "Runs of the loop that failed, since the start.",
        engine.loops.map { Sample($0.failures, [Label("loop", $0.name)]) }),
      MetricFamily(
        "unknown_events_total", .counter, "Tracking answers with an event code that is not known here.",
        engine.unknownCodes.sorted { $0.key < $1.key }.map { Sample($0.value, [Label("code", "\($0.key)")]) }),
    ]
  }

  private static func cabinets(_ cabinets: [EngineFigures.Cabinet]) -> [MetricFamily] {
    func label(_ cabinet: EngineFigures.Cabinet) -> [Label] { [Label("cabinet", cabinet.id.rawValue)] }
    return [
      MetricFamily(
        "cabinet_ready", .gauge, "1 while the cabinet can make shipments.",
        cabinets.map { Sample($0.isReady ? 1 : 0, label($0)) }),
      MetricFamily(
        "cabinet_parked", .gauge, "1 while the cabinet is left alone: refused, or not to be prepared.",
        cabinets.map { Sample($0.isParked ? 1 : 0, label($0)) }),
      MetricFamily(
        "tracking_last_answer_timestamp_seconds", .gauge, "When the post last answered about parcels.",
        cabinets.compactMap { cabinet in cabinet.trackedAt.map { Sample(seconds($0), label(cabinet)) } }),
      MetricFamily(
        "tracking_newest_event_timestamp_seconds", .gauge, "Time of the newest event told since the start.",
        cabinets.compactMap { cabinet in cabinet.newestEvent.map { Sample(seconds($0), label(cabinet)) } }),
    ]
  }

  private static func callFamilies(_ calls: [CallFigures]) -> [MetricFamily] {
    func pacer(_ name: String, _ help: String, _ value: (CallFigures.Pacer) -> Double) -> MetricFamily {
      MetricFamily(
        name, .gauge, help,
        calls.compactMap { figures in figures.pacer.map { Sample(value($0), [Label("api", figures.api)]) } })
    }
    return [
      MetricFamily(
        "calls_total", .counter, "Calls since the start, by API, endpoint and outcome.",
        calls.flatMap { figures in
          figures.calls.map {
            Sample(
              $0.calls,
              [Label("api", figures.api), Label("endpoint", $0.endpoint), Label("outcome", $0.outcome)])
          }
        }),
      MetricFamily(
        "call_duration_seconds", .histogram,
        "How long calls took on the wire, waiting for the pacer not counted.",
        calls.flatMap(histogram)),
      pacer("pacer_tokens", "Calls that could leave at once.") { $0.tokens },
      pacer("pacer_waiting_calls", "Calls that wait for their turn.") { Double($0.waiting) },
      pacer("pacer_calls_per_second", "The pace, which falls when the peer says that it is too much.") {
        $0.callsPerSecond
      },
      pacer("pacer_blocked_seconds", "How long nothing leaves yet, by the peer's wish.") {
        Double($0.blockedMilliseconds) / 1000
      },
    ]
  }

  private static func histogram(_ figures: CallFigures) -> [MetricFamily.Sample] {
    let api = Label("api", figures.api)
    var (samples, sum): ([Sample], Int) = ([], 0)
    for (index, count) in figures.durations.buckets.enumerated() {
      sum += count
      let bounds = CallFigures.Durations.bounds
      let bound = bounds.indices.contains(index) ? "\(Double(bounds[index]) / 1000)" : "+Inf"
      samples.append(Sample(Double(sum), suffix: "_bucket", [api, Label("le", bound)]))
    }
    samples.append(Sample(Double(figures.durations.totalMilliseconds) / 1000, suffix: "_sum", [api]))
    samples.append(Sample(Double(sum), suffix: "_count", [api]))
    return samples
  }
}
