// The label spool on disk: a file is written beside its place and renamed into it, so a print job never sees half a
// label. The path below the root is what the ledger keeps.
internal import Foundation
internal import Glibc
public import ShippingCore

public struct FileSpool: LabelSpool {
  private let root: String

  /// `root` is the folder that holds `CABINET/DATE/…`.
  public init(root: String) {
    self.root = root
  }

  public func store(
    _ pdf: [UInt8], cabinet: CabinetID, day: String, order: OrderID, barcode: Barcode
  ) throws -> String {
    try store(pdf, at: [cabinet.rawValue, day, "\(order)-\(barcode).pdf"])
  }

  public func store(_ pdf: [UInt8], at path: [String]) throws -> String {
    let parts = path.map(FileSpool.safe)
    let file = parts.joined(separator: "/")
    let folder = parts.dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: "\(root)/\(folder)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    // The ledger will say that the label is there: so its bytes are on the disk before the name is.
    let place = "\(root)/\(file)"
    let beside = place + ".part"
    try Data(pdf).write(to: URL(fileURLWithPath: beside))
    try FileSpool.flush(beside)
    guard rename(beside, place) == 0 else { throw SpoolFailure(path: file, code: errno) }
    try FileSpool.flush("\(root)/\(folder)")
    return file
  }

  public func read(_ file: String) throws -> [UInt8]? {
    let place = place(of: file)
    guard FileManager.default.fileExists(atPath: place) else { return nil }
    return Array(try Data(contentsOf: URL(fileURLWithPath: place)))
  }

  public func remove(_ file: String) throws {
    // Only what `store` can have returned: a path from elsewhere must not climb out of the spool.
    let parts = file.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, parts.allSatisfy({ FileSpool.safe($0) == $0 }) else {
      throw SpoolFailure(path: file, code: EINVAL)
    }
    var files = ForgottenFiles()
    try remove(file, &files)
  }

  public func forget(_ order: OrderID, on days: [SpoolDay]) throws -> ForgottenFiles {
    var files = ForgottenFiles()
    var days = Set(days)
    for cabinet in names(in: "").sorted() where !FileSpool.forms.contains(cabinet) {
      for day in names(in: cabinet).sorted() {
        let own = names(in: "\(cabinet)/\(day)").filter { $0.hasPrefix("\(order)-") }
        for name in own.sorted() {
          try remove("\(cabinet)/\(day)/\(name)", &files)
          days.insert(SpoolDay(cabinet: cabinet, day: day))
        }
      }
    }
    for day in days.sorted() {
      let cabinet = FileSpool.safe(day.cabinet)
      let merged = "\(FileSpool.merged)/\(cabinet)"
      for name in names(in: merged).sorted() where name.hasPrefix("\(day.day)-") {
        try remove("\(merged)/\(name)", &files)
      }
      let manifests = "\(FileSpool.manifests)/\(cabinet)/\(day.day)"
      files.kept += names(in: manifests).sorted().map { "\(manifests)/\($0)" }
    }
    return files
  }

  /// Folders beside those of the cabinets.
  static let merged = "merged"
  static let manifests = "manifests"
  private static let forms = CabinetID.reserved

  private func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
  }

  private func remove(_ file: String, _ files: inout ForgottenFiles) throws {
    guard unlink("\(root)/\(file)") == 0 || errno == ENOENT else {
      throw SpoolFailure(path: file, code: errno)
    }
    files.removed.append(file)
  }

  public func place(of file: String) -> String { "\(root)/\(file)" }

  private static func flush(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SpoolFailure(path: path, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SpoolFailure(path: path, code: errno) }
  }

  /// A cabinet's name becomes a folder; nothing in it may climb out of the spool.
  private static func safe(_ name: String) -> String {
    let isPDF = name.hasSuffix(".pdf")
    let stem = isPDF ? name.dropLast(4) : name[...]
    let kept = stem.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "_" }
    return (kept.isEmpty ? "_" : String(kept)) + (isPDF ? ".pdf" : "")
  }
}

/// The label could not be put on the disk.
struct SpoolFailure: Error, CustomStringConvertible {
  var path: String
  var code: Int32

  var description: String { "\(path): \(String(cString: strerror(code)))" }
}
