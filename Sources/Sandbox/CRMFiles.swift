// Files and what they are attached to. Upload and attachment are two calls (R§9): a client that dies between them
// leaves a file nobody sees, so the list can be filtered by `isAttached`.

struct CRMFile {
  let id: Int64
  var filename: String
  let type: String
  let createdAt: CRMWallTime
  let bytes: [UInt8]
  var orders: [Int64] = []
}

extension CRMService {
  /// Of one upload.
  static let largestFile = 10 * 1_024 * 1_024

  // POST files/upload
  func uploadFile(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    guard !configuration.refusesUploads else {
      throw CRMRefusal(400, "Your account doesn't have enough money to upload files.")
    }
    let type = call.request.headers["content-type"] ?? ""
    guard type.lowercased().hasPrefix("application/octet-stream") else {
      throw CRMRefusal(400, "Invalid data")
    }
    let bytes = call.request.body
    guard !bytes.isEmpty, bytes.count <= CRMService.largestFile else {
      throw CRMRefusal.input(["file": "The file is empty or too large."])
    }
    let wall = zone.wall(call.now)
    let file = CRMFile(
      id: Int64(files.count + 1), filename: CRMService.uploadName(wall),
      type: bytes.starts(with: "%PDF".utf8) ? "application/pdf" : "text/plain", createdAt: wall, bytes: bytes)
    files.append(file)
    return success(200) { writer in writer.object("file") { $0.member("id", file.id) } }
  }

  // `API upload dd-mm-yyyy hh:mm:ss`
  private static func uploadName(_ wall: CRMWallTime) -> String {
    let text = CRMZone.text(wall)
    let day = text.prefix(10).split(separator: "-").reversed().joined(separator: "-")
    return "API upload \(day) \(text.suffix(8))"
  }

  // Deleted files keep their place, with no bytes and no name.
  private func file(_ call: CRMCall) throws(CRMRefusal) -> Int {
    guard let id = Int64(call.parameter(0)), id >= 1, id <= Int64(files.count) else {
      throw CRMRefusal.notFound
    }
    let offset = Int(id) - 1
    guard !files[offset].filename.isEmpty else { throw CRMRefusal.notFound }
    return offset
  }

  // GET files/{id}
  func getFile(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let offset = try file(call)
    return success(200) { writer in
      writer.key("file")
      write(files[offset], to: &writer)
    }
  }

  // GET files/{id}/download
  func downloadFile(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let file = files[try file(call)]
    return SandboxResponse(status: 200, headers: ["content-type": file.type], body: file.bytes)
  }

  // POST files/{id}/edit
  func editFile(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    var reader = CRMReader(try call.members(of: "file"))
    let offset = try file(call)
    var edited = files[offset]
    reader.text("filename", &edited.filename)
    if let attachments = reader.children("attachment") {
      edited.orders = []
      for attachment in attachments {
        guard let owner = attachment.members["order"] else { continue }
        let position =
          owner["id"]?.int.flatMap(position)
          ?? owner["externalId"]?.text.flatMap { positionsByExternalID[$0]?.first }
        guard let position, !orders[position].deleted, keys[call.key].allows(site: orders[position].site)
        else {
          reader.refuse("attachment", "Order is not found.")
          continue
        }
        edited.orders.append(orders[position].id)
      }
    }
    guard reader.problems.isEmpty else { throw CRMRefusal.entity(reader.problems) }
    files[offset] = edited
    return success(200) { writer in writer.object("file") { $0.member("id", edited.id) } }
  }

  // POST files/{id}/delete
  func deleteFile(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let offset = try file(call)
    files[offset] = CRMFile(
      id: files[offset].id, filename: "", type: "", createdAt: files[offset].createdAt, bytes: [])
    return success(200)
  }

  // GET files
  func fileList(_ call: CRMCall) throws(CRMRefusal) -> SandboxResponse {
    let page = try CRMPage(call)
    var found = files.filter { !$0.filename.isEmpty }
    func wanted(_ name: String) -> [String] { call.filters.filter { $0.name == name }.map(\.value) }
    for (name, value) in call.filters {
      switch name {
      case "ids": found.removeAll { !wanted("ids").contains(String($0.id)) }
      case "orderIds":
        let ids = wanted("orderIds").compactMap { Int64($0) }
        found.removeAll { file in !file.orders.contains { ids.contains($0) } }
      case "orderExternalIds":
        let positions = wanted("orderExternalIds").flatMap { positionsByExternalID[$0] ?? [] }
        let ids = positions.map { orders[$0].id }
        found.removeAll { file in !file.orders.contains { ids.contains($0) } }
      case "filename": found.removeAll { !$0.filename.contains(value) }
      case "isAttached": found.removeAll { $0.orders.isEmpty == (value == "1") }
      case "createdAtFrom":
        guard let wall = CRMZone.wall(from: value) else {
          throw CRMRefusal.input(["children[\(name)]": value])
        }
        found.removeAll { $0.createdAt < wall }
      default: throw CRMRefusal.input(["children[\(name)]": "This value is not valid."])
      }
    }
    return success(200) { writer in
      page.write(total: found.count, to: &writer)
      writer.list("files") { writer in for file in page.slice(found) { write(file, to: &writer) } }
    }
  }

  private func write(_ file: CRMFile, to writer: inout CRMWriter) {
    writer.object { writer in
      writer.member("id", file.id)
      writer.member("filename", file.filename)
      writer.member("type", file.type)
      writer.moment("createdAt", file.createdAt)
      writer.member("size", Int64(file.bytes.count))
      writer.list("attachment") { writer in
        for id in file.orders {
          guard let position = position(of: id) else { continue }
          writer.object { writer in
            writer.object("order") { writer in
              writer.member("id", id)
              writer.member("number", orders[position].number)
              writer.member("site", orders[position].site)
            }
          }
        }
      }
    }
  }
}
