// Cuts a stream of bytes into lines. A line that is longer than the limit is an error as soon as that is known, not when
// its end comes: it may never come.

struct LineBuffer {
  enum Content: Equatable {
    /// More bytes are needed.
    case incomplete
    case line([UInt8])
    case tooLong
  }

  let limit: Int
  private var bytes: [UInt8] = []
  /// Up to here there is no line break.
  private var searched = 0

  init(limit: Int) {
    self.limit = limit
  }

  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ more: some Collection<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// The next whole line without its break.
  mutating func next() -> Content {
    guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
      searched = bytes.count
      return bytes.count > limit ? .tooLong : .incomplete
    }
    guard end <= limit else { return .tooLong }
    let line = Array(bytes[..<end])
    bytes.removeFirst(end + 1)
    searched = 0
    return .line(line)
  }
}
