// One call on one easy handle: collects the answer through libcurl's callbacks and says how it ended. Lives
// from add_handle to remove_handle on curl's thread and is seen by no other. libcurl knows it by an
// unretained pointer: CurlMulti's table of active transfers keeps it alive for exactly as long as the handle
// is in the multi.

import CurlShim

final class CurlTransfer {
  /// All header lines of an answer, those of informational answers before it included.
  static let headerLimit = 64 * 1_024

  let call: Call
  let easy: UnsafeMutableRawPointer
  /// The order of starting; ends are reported in it when several happen at once.
  let number: UInt64

  /// libcurl writes its message here at any moment of the transfer.
  private let errorBuffer: UnsafeMutablePointer<CChar>
  /// Kept by libcurl, not copied.
  private var headerList: UnsafeMutablePointer<curl_slist>?

  private var isReleased = false
  private var stop: TransferVerdict.Stop?
  private var headerBytes = 0
  /// The empty line after the last answer's headers was seen.
  private var isHeadWhole = false
  private var headers: [String: String] = [:]
  private var body: [UInt8] = []

  init(_ call: Call, easy: UnsafeMutableRawPointer, number: UInt64) {
    self.call = call
    self.easy = easy
    self.number = number
    errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  /// The owner has reset or cleaned up the easy handle before: libcurl holds no pointer of ours any more.
  deinit {
    errorBuffer.deallocate()
    curl_slist_free_all(headerList)
  }

  /// nil when every option was taken.
  func configure(_ settings: CurlSettings) -> TransportFailure? {
    guard let list = settings.headerList(for: call.request) else {
      return .unsent(code: "memory", detail: "no memory for the headers")
    }
    headerList = list
    var options = CurlOptions(easy: easy)
    settings.apply(to: &options, for: call)
    options.set(CURLOPT_HTTPHEADER, list: list)
    options.set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
    // Unretained: see the head of this file.
    let context = Unmanaged.passUnretained(self).toOpaque()
    options.note(
      CurlShim_easy_setopt_write(easy, { CurlTransfer.take($0, $1, $2, $3) { $0.takeBody($1) } }, context))
    options.note(
      CurlShim_easy_setopt_header(
        easy, { CurlTransfer.take($0, $1, $2, $3) { $0.takeHeaderLine($1) } }, context))
    options.note(
      CurlShim_easy_setopt_prereq(easy, { context, _, _, _, _ in CurlTransfer.release(context) }, context))
    guard let failed = options.firstFailure else { return nil }
    return .unsent(code: "curl-setup", detail: String(cString: curl_easy_strerror(failed)))
  }

  // MARK: Callbacks

  private static func take(
    _ data: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ deliver: (CurlTransfer, UnsafeRawBufferPointer) -> Bool
  ) -> Int {
    let (length, overflow) = size.multipliedReportingOverflow(by: count)
    guard let context, !overflow, length >= 0 else { return 0 }
    guard let data, length > 0 else { return length }
    // Unretained: the table of active transfers keeps the object alive during callbacks.
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return deliver(transfer, UnsafeRawBufferPointer(start: data, count: length)) ? length : 0
  }

  /// curl's pre-request callback: a connection stands, the request goes to it as soon as this returns OK.
  /// libcurl comes by again whenever it is about to send the request once more, for whatever reason of its
  /// own.
  private static func release(_ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context else { return CURL_PREREQFUNC_ABORT }
    // Unretained: as above.
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    if transfer.isReleased && !transfer.call.request.repeatable {
      transfer.stop = .replay
      return CURL_PREREQFUNC_ABORT
    }
    transfer.isReleased = true
    return CURL_PREREQFUNC_OK
  }

  private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= call.request.responseLimit - body.count else {
      stop = .bodyTooLarge
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  /// libcurl delivers whole lines, one a call, the status line of each answer first.
  private func takeHeaderLine(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count <= Self.headerLimit - headerBytes else {
      stop = .headersTooLarge
      return false
    }
    headerBytes += bytes.count
    if bytes.starts(with: "HTTP/".utf8) {
      headers.removeAll(keepingCapacity: true)
      isHeadWhole = false
      return true
    }
    if bytes.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { isHeadWhole = true }
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let name = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    headers[name] = Self.trimmed(bytes[(colon + 1)...])
    return true
  }

  private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    var slice = bytes
    while let first = slice.first, first <= 0x20 { slice.removeFirst() }
    while let last = slice.last, last <= 0x20 { slice.removeLast() }
    return String(decoding: slice, as: UTF8.self)
  }

  // MARK: The end

  func outcome(_ code: CURLcode) -> Outcome {
    if code == CURLE_OK {
      var status = 0
      let known = CurlShim_easy_getinfo_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK
      // libcurl takes a connection that ends amid the headers for a good answer without a body.
      guard known, status >= 200, isHeadWhole else {
        return ended(code: "partial-head", detail: "the answer ended before its headers did")
      }
      return .success(HTTPResponse(status: status, headers: headers, body: body))
    }
    let own = String(cString: errorBuffer)
    let general = String(cString: curl_easy_strerror(code))
    return .failure(verdict(curlCode: code.rawValue, message: own.isEmpty ? general : own).failure)
  }

  /// For a transfer that is ended from outside.
  func ended(code: String, detail: String) -> Outcome {
    switch verdict(curlCode: 0, message: "").failure {
    case .unsent: .failure(.unsent(code: code, detail: detail))
    case .unknown: .failure(.unknown(code: code, detail: detail))
    }
  }

  private func verdict(curlCode: UInt32, message: String) -> TransferVerdict {
    var sent = 0
    // Belt and braces: curl's own count of request bytes also makes it "perhaps sent".
    let known = CurlShim_easy_getinfo_long(easy, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK
    return TransferVerdict(
      curlCode: curlCode, isReleased: isReleased || !known || sent > 0, stop: stop, message: message)
  }
}
