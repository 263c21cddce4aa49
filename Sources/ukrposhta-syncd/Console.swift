// Standard error for verbs. The service itself logs.
import Foundation

enum Console {
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
