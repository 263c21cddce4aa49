// The operator of the demonstration: the verbs that whoever runs the service types on the first day and in the evening,
// run as the real program. What they say is believed only where the services' own records say the same.
import Rehearsal
import Sandbox

struct DemoOperator: Sendable {
  let stage: Stage
  let program: String
  let narrator: Narrator

  typealias Finished = RehearsalFolder.Finished

  /// A form or a label that does not come because a service fails is asked for again, at most so often.
  private static let mostAttempts = 5
  /// Lines of one output that are shown.
  private static let longestExcerpt = 28

  private func run(_ arguments: [String]) async throws -> Finished {
    let finished = try await stage.folder.command(program, arguments)
    guard finished.code <= 1 else {
      throw RehearsalFailure("\(arguments.joined(separator: " ")): \(finished.output)")
    }
    return finished
  }

  private func insist(_ arguments: [String]) async throws -> Finished {
    var finished = try await run(arguments)
    for _ in 1..<Self.mostAttempts where finished.code != 0 {
      narrator.say("operator: not everything came, asks again: \(arguments.joined(separator: " "))")
      finished = try await run(arguments)
    }
    return finished
  }

  private func show(_ lines: [String], atMost limit: Int = longestExcerpt) {
    let told = lines.filter { !$0.isEmpty }
    for line in told.prefix(limit) { Narrator.print("         | \(line)") }
    if told.count > limit { Narrator.print("         | … \(told.count - limit) more lines") }
  }

  // MARK: The first day

  /// `register`, `register --apply`, what a person has to do, `register` again.
  func link() async throws -> Check {
    let shown = try await run(["register"])
    narrator.say("operator: register shows what the CRM lacks")
    show(shown.lines, atMost: 7)
    let applied = try await run(["register", "--apply"])
    narrator.say("operator: register --apply puts it there; what is left is a person's")
    let left = applied.lines.filter { $0.hasPrefix("  ! ") || $0.hasPrefix("    ") }
    show(left, atMost: 6)
    try stage.crm { crm, _ in stage.shop.connectPaymentTypes(in: crm) }
    narrator.say("a person allows the payment types for the new delivery types")
    let again = try await run(["register"])
    narrator.say("operator: register finds no difference any more (exit code \(again.code))")
    return try linkCheck(before: shown, after: again)
  }

  private func linkCheck(before: Finished, after: Finished) throws -> Check {
    var objections: [String] = []
    if before.code != 1 { objections.append("register first ended with \(before.code), not with 1") }
    if after.code != 0 { objections.append("register in the end found differences") }
    var fields = 0
    let modules = stage.shop.cabinets.filter { !$0.isPlain }.map(\.code)
    for code in modules {
      let module = try stage.read("integration-modules/\(code)")["integrationModule"]
      let list = module?["integrations"]?["delivery"]?["deliveryDataFieldList"]?.elements ?? []
      if module?["active"]?.truth != true || list.isEmpty {
        objections.append("the CRM has no module \(code)")
      }
      fields += list.count
    }
    let answer = try stage.read("custom-fields", query: [("limit", "100")])
    let custom = (answer["customFields"]?.elements ?? []).compactMap { $0["code"]?.text }
    for name in ["do_not_sync", "track_number", "status", "error", "notice", "cost", "technology"]
    where !custom.contains("ukrposhta_\(name)") {
      objections.append("the CRM has no custom field ukrposhta_\(name)")
    }
    return Check(
      what: "register --apply linked the CRM: \(modules.count) modules with \(fields) fields, and "
        + "\(custom.count) custom fields for plain mode",
      objections: objections)
  }

  // MARK: The evening

  /// One PDF a cabinet of what is still to be handed over.
  func merge() async throws -> Check {
    let finished = try await insist(["labels", "--merge", "--json"])
    let files = finished.json?["files"]?.elements ?? []
    narrator.say("operator: labels --merge makes few PDFs of the day's labels")
    var objections = finished.code == 0 ? [] : ["labels --merge ended with \(finished.code)"]
    var merged: [String] = []
    for file in files {
      let (path, barcodes) = (file["file"]?.text ?? "", (file["barcodes"]?.elements ?? []).compactMap(\.text))
      merged += barcodes
      let bytes = stage.folder.bytes(path) ?? []
      let text = String(decoding: bytes, as: UTF8.self)
      if !text.hasPrefix("%PDF-") { objections.append("\(path) is no PDF") }
      objections += barcodes.filter { !text.contains($0) }.map { "\($0) is not in its PDF" }
      show(["\(path.dropFirst(stage.folder.path.count + 1)): \(barcodes.count) labels"])
    }
    let wanted = stage.post { post, _ in
      post.audit.live.filter { $0.lifecycle == .created }.map(\.barcode).sorted()
    }
    if merged.sorted() != wanted { objections.append("merged are \(merged.sorted()), should be \(wanted)") }
    return Check(
      what: "the merged labels are those of the \(wanted.count) parcels still to be handed over",
      objections: objections)
  }

  /// The groups of the day are closed, their forms are on disk, and the sums are the post's.
  func manifest() async throws -> Check {
    let finished = try await insist(["manifest", "--json"])
    let lines = (finished.json?.elements ?? []).filter { $0["shipments"]?.int != 0 }
    narrator.say("operator: manifest closes the day's groups and fetches form 103a")
    var table = TextTable(header: ["cabinet", "type", "shipments", "declared", "COD", "delivery", "form"])
    for line in lines {
      let texts = ["cabinet", "type"].map { line[$0]?.text ?? "" }
      let sums = ["declared", "cod", "delivery"].map { line[$0]?.text ?? "" }
      let form = (line["file"]?.text ?? "none").dropFirst(stage.folder.path.count + 1)
      table.add(texts + ["\(line["shipments"]?.int ?? 0)"] + sums + [String(form)])
    }
    show(table.text.split(separator: "\n").map(String.init))
    var objections = finished.code == 0 ? [] : ["manifest ended with \(finished.code)"]
    let audit = stage.post { post, _ in post.audit }
    let groups = audit.groups.filter { group in audit.live.contains { $0.groupUUID == group.uuid } }
    objections += groups.filter { !$0.closed }.map { "the group \($0.name) is open" }
    if lines.count != groups.count {
      objections.append("\(lines.count) forms for \(groups.count) groups with parcels")
    }
    for line in lines {
      let file = line["file"]?.text ?? ""
      guard let group = groups.first(where: { file.contains($0.uuid) }) else {
        objections.append("\(file) belongs to no group of the post")
        continue
      }
      let held = audit.live.filter { $0.groupUUID == group.uuid }
      let form = String(decoding: stage.folder.bytes(file) ?? [], as: UTF8.self)
      objections += held.filter { !form.contains($0.barcode) }.map { "\($0.barcode) is not in form 103a" }
      objections += sums(of: line, differFrom: held)
    }
    return Check(
      what: "form 103a is on disk for each of the \(groups.count) closed groups, its totals are the post's",
      objections: objections)
  }

  private func sums(of line: JSONValue, differFrom held: [PostAudit.Shipment]) -> [String] {
    let cabinet = line["cabinet"]?.text ?? ""
    var objections: [String] = []
    if line["shipments"]?.int != Int64(held.count) {
      objections.append("\(cabinet): not \(held.count) parcels")
    }
    for (name, sum) in [
      ("declared", held.map(\.declared).reduce(0, +)), ("cod", held.map(\.postPay).reduce(0, +)),
      ("delivery", held.map(\.deliveryPrice).reduce(0, +)),
    ] where line[name]?.text != Self.hryvnias(sum) {
      objections.append("\(cabinet): \(name) is \(line[name]?.text ?? "missing"), not \(Self.hryvnias(sum))")
    }
    return objections
  }

  static func hryvnias(_ kopiykas: Int64) -> String {
    let part = kopiykas % 100
    return "\(kopiykas / 100)." + (part < 10 ? "0\(part)" : "\(part)")
  }

  /// One order's story, the one that `kill -9` cut off.
  func explain(_ order: DemoOrder) async throws -> Check {
    let told = try await run(["explain", order.number])
    narrator.say("operator: explain \(order.number), the order whose shipment kill -9 cut off")
    show(told.lines)
    let story = try await run(["explain", order.number, "--json"]).json
    let all = stage.shipments.all(order.id)
    let entry = story?["entry"]
    let live = entry?["barcode"]?.text.map { [$0] } ?? []
    let withdrawn = (entry?["withdrawnBarcodes"]?.elements ?? []).compactMap(\.text)
    var objections: [String] = []
    if live != all.filter(\.isLive).map(\.barcode) { objections.append("it has \(live)") }
    if withdrawn != all.filter({ !$0.isLive }).map(\.barcode) {
      objections.append("withdrawn are \(withdrawn)")
    }
    let journal = story?["journal"]?.elements ?? []
    objections += all.map(\.barcode).filter { !told.output.contains($0) }.map { "does not mention \($0)" }
    if journal.isEmpty { objections.append("the journal is empty") }
    return Check(
      what: "explain \(order.number) tells of the shipments that the post knows, in \(journal.count) lines",
      objections: objections)
  }
}
