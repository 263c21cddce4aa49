// The recorded and hand-made payloads shared with the other tools of the house, read in place. Where they are
// not there (a checkout of this repository alone), the tests that need them are skipped and say so.
import Foundation

enum Fixtures {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["SHARED_FIXTURES"] {
      return URL(filePath: path).appending(path: "retailcrm")
    }
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appending(path: "../shared/fixtures/retailcrm")
  }()

  static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name + ".json")))
  }

  /// The JSON value of a fixture, for tests that change it.
  static func json(_ name: String) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(bytes(name)))
  }
}

func jsonBytes(_ value: Any) throws -> [UInt8] {
  Array(try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys]))
}
