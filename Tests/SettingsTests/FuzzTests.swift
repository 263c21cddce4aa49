// Damaged files end in problems or settings, never in a crash, and always in the same ones. A crash prints
// nothing, so every seed is a test case of its own: the one that was started and did not end is the one.
import Testing

@testable import Settings

@Suite struct FuzzTests {
  static let mutationsPerSeed = 60

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func damagedExamples(seed: UInt64) throws {
    let original = Array(try Example.whole.unicodeScalars)
    let lines = original.count(where: { $0 == "\n" }) + 1
    var chance = SplitMix(state: seed)
    for _ in 0..<Self.mutationsPerSeed {
      var scalars = original
      for _ in 0..<Int.random(in: 1...6, using: &chance) { damage(&scalars, using: &chance) }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      let problems = Example.problems(text)
      #expect(problems == Example.problems(text), "seed \(seed)")
      #expect(problems == problems.sorted(), "seed \(seed)")
      for problem in problems {
        #expect((1...lines + 100).contains(problem.line) && problem.column >= 1, "seed \(seed): \(problem)")
        #expect(!problem.description.contains { $0.isNewline }, "seed \(seed)")
      }
    }
  }

  @Test func noise() {
    var chance = SplitMix(state: 7)
    let alphabet = Array(
      "abz:-[]{}#&*!|>'\"%@`,?~ \n\t\r\u{85}\u{2028}\u{E000}\u{0}\u{1}é😀1.\\".unicodeScalars)
    for _ in 0..<400 {
      var text = ""
      for _ in 0..<Int.random(in: 0...80, using: &chance) {
        text.unicodeScalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &chance)])
      }
      #expect(!Example.problems(text).isEmpty)
    }
  }

  private func damage(_ scalars: inout [Unicode.Scalar], using chance: inout SplitMix) {
    guard !scalars.isEmpty else { return }
    let place = Int.random(in: 0..<scalars.count, using: &chance)
    let end = min(scalars.count, place + Int.random(in: 1...40, using: &chance))
    let odd: [Unicode.Scalar] = [
      ":", "-", "[", "{", "}", "\"", "&", "*", "\t", "\n", " ", "|", "?", "\u{0}", "😀",
    ]
    switch Int.random(in: 0..<6, using: &chance) {
    case 0: scalars.removeSubrange(place..<end)
    case 1:
      scalars.insert(contentsOf: Array(scalars[place..<end]), at: Int.random(in: 0...place, using: &chance))
    case 2: scalars[place] = odd[Int.random(in: 0..<odd.count, using: &chance)]
    case 3: scalars.insert(odd[Int.random(in: 0..<odd.count, using: &chance)], at: place)
    case 4: scalars.swapAt(place, Int.random(in: 0..<scalars.count, using: &chance))
    default: scalars.removeSubrange(place...)
    }
  }

  /// SplitMix64: the same sequence everywhere.
  struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
