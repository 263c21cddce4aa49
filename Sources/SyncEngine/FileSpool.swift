// The label spool on disk: a file is written beside its place and renamed into it, so a print job never sees half a
// label. The path below the root is what the ledger keeps.
internal import Foundation
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
    let folder = "\(FileSpool.safe(cabinet.rawValue))/\(day)"
    let file = "\(folder)/\(order)-\(barcode).pdf"
    try FileManager.default.createDirectory(
      atPath: "\(root)/\(folder)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    // `.atomic` writes a temporary file in the same folder and renames it.
    try Data(pdf).write(to: URL(fileURLWithPath: "\(root)/\(file)"), options: .atomic)
    return file
  }

  /// A cabinet's name becomes a folder; nothing in it may climb out of the spool.
  private static func safe(_ name: String) -> String {
    let kept = name.map { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" ? $0 : "_" }
    return kept.isEmpty ? "_" : String(kept)
  }
}
