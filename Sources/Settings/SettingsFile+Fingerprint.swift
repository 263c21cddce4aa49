// Tells one version of the configuration file from another without keeping it. Comments count: whoever changed only one
// is told that the file differs, which is true and does no harm.

extension SettingsFile {
  /// FNV-1a of the file's bytes as 16 hexadecimal digits; nil when it cannot be read.
  public static func fingerprint(path: String) -> String? {
    guard case .success(let contents) = SmallFile.read(path: path, limit: sizeLimit) else { return nil }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in contents.bytes {
      hash ^= UInt64(byte)
      hash = hash &* 0x0000_0100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
