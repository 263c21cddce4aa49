// Files: upload, name and owner, listing, bytes (retailcrm-api.md section 9). A listing that leaves a file out because it
// could not be read would have its label uploaded again, so such an entry is told as unreadable with the whole page.
import HTTPTransport
public import ShippingCore
public import SyncEngine

extension RetailCRMAdapter {
  public func uploadFile(_ content: [UInt8]) async -> Outcome<FileID> {
    await send(calls.uploadFile(content), as: UploadPayload.self).map(\.id)
  }

  public func nameAndAttach(
    _ file: FileID, name: String, order: OrderID, site: String
  ) async -> Outcome<Void> {
    await write { try calls.editFile(file, name: name, order: order, site: site) }
  }

  public func deleteFile(_ file: FileID) async -> Outcome<Void> {
    let outcome = await write { calls.deleteFile(file) }
    if case .refused(let failure) = outcome, failure.code == "not-found" { return .done(()) }
    return outcome
  }

  public func files(_ query: FileQuery, page: Int) async -> Outcome<FilesPage> {
    guard query.createdSince != nil else {
      return await send(calls.files(query, page: page, in: nil), as: FilesPayload.self).map { $0.page(page) }
    }
    return await zone().then { zone in
      await send(calls.files(query, page: page, in: zone), as: FilesPayload.self).map { $0.page(page) }
    }
  }

  public func download(_ file: FileID) async -> Outcome<[UInt8]> {
    switch await transport.send(calls.download(file)) {
    case .success(let response) where response.status == 200: return .done(response.body)
    case let result:
      // Refusals and lost answers are told as those of any other call; bytes under another status are none.
      return reading.read(result, to: .get, as: Nothing.self).map { _ in [] }
    }
  }
}

private struct UploadPayload: Decodable, Sendable {
  let id: FileID

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder).object("file")
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    self.id = FileID(id)
  }
}

private struct FilesPayload: Decodable, Sendable {
  private let files: [WireFile]
  private let totalPageCount: Int64?

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard members.names.contains("files") else { throw members.odd("files", expected: "a list") }
    files = try members.parts("files", of: WireFile.self)
    totalPageCount = Pagination(members).totalPageCount
  }

  func page(_ page: Int) -> FilesPage {
    let hasMore = totalPageCount.map { $0 > page } ?? (files.count >= Calls.batch)
    return FilesPage(files: files.map(\.listed), hasMore: hasMore && !files.isEmpty)
  }
}

private struct WireFile: Decodable, Sendable {
  let listed: FilesPage.Listed

  init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    guard let id = try members.identifier("id") else {
      throw members.odd("id", expected: "a number over zero")
    }
    let owners = try members.parts("attachment", of: WireOwner.self).compactMap(\.order)
    listed = FilesPage.Listed(
      id: FileID(id), name: try members.text("filename") ?? "", size: try members.integer("size"),
      orders: Set(owners))
  }
}

private struct WireOwner: Decodable, Sendable {
  /// nil when the file belongs to something else.
  let order: OrderID?

  init(from decoder: any Decoder) throws {
    order = try Members(decoder).object("order").identifier("id").map { OrderID($0) }
  }
}
