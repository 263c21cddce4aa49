// Merging into, and comparing with, a document that is not ours alone: what is the account's own survives,
// and what the CRM writes in another shape is no difference.
import Testing

@testable import RetailCRM

@Suite struct TreeWishTests {
  private static let wish = TreeWish(
    managed: [
      "name": "Укрпошта", "active": true,
      "list": [["code": "a", "label": "A", "isError": false], ["code": "b", "label": "B"]],
      "tags": ["x", "y"], "empty": [],
    ], initial: ["name": "other", "made": "once", "inner": ["limit": 100]])

  /// What the CRM has, and the paths that differ.
  static let comparisons: [(Tree, [String])] = [
    (.nothing, ["active", "list[a]", "list[b]", "name", "tags"]),
    ([], ["active", "list[a]", "list[b]", "name", "tags"]),
    (
      [
        "name": "Укрпошта", "active": true, "tags": ["y", "x"],
        "list": [["code": "b", "label": "B"], ["code": "z"], ["code": "a", "label": "A"]],
      ], []
    ),
    (
      [
        "name": "Укрпошта", "active": "1", "tags": ["x", "y"], "empty": .nothing, "unknown": ["k": 1],
        "list": [["code": "a", "label": "A", "isError": false, "more": 7], ["code": "b", "label": "B"]],
      ], []
    ),
    (
      [
        "name": "Old", "active": false, "tags": ["x"], "empty": ["full"],
        "list": [["code": "a", "label": "A", "isError": true], ["code": "b"]],
      ], ["active", "empty", "list[a].isError", "list[b].label", "name", "tags"]
    ),
    (["name": ["a": 1], "active": true, "tags": "x", "list": "none"], ["list", "name", "tags"]),
  ]

  @Test(arguments: comparisons) func differences(current: Tree, paths: [String]) {
    #expect(Self.wish.differences(from: current).map(\.path).sorted() == paths)
  }

  @Test(arguments: comparisons.map(\.0)) func whatWasMergedDiffersNoMore(current: Tree) {
    let merged = Self.wish.merged(into: current)
    #expect(Self.wish.differences(from: merged) == [])
    #expect(Self.wish.merged(into: merged) == merged)
  }

  @Test func theAccountsOwnMembersStay() {
    let current: Tree = [
      "name": "Old", "made": "by hand", "accountUrl": "https://example.com/", "inner": ["limit": 20, "x": 1],
      "list": [["code": "z", "label": "Z"], ["code": "a", "label": "A", "own": true]],
    ]
    let merged = Self.wish.merged(into: current)
    #expect(merged["name"] == "Укрпошта")
    #expect(merged["made"] == "by hand")
    #expect(merged["accountUrl"] == "https://example.com/")
    #expect(merged["inner"] == ["limit": 20, "x": 1])
    #expect(merged["list"].elements?.map { $0["code"] } == ["a", "b", "z"])
    #expect(merged["list"].elements?.first?["own"] == true)
  }

  @Test func whatIsInitialIsGivenOnlyWhereThereIsNothing() {
    let made = Self.wish.merged(into: [])
    #expect(made["made"] == "once")
    #expect(made["name"] == "Укрпошта")
    #expect(made["inner"]["limit"] == 100)
    let off = TreeWish(managed: [:], initial: ["inList": true]).merged(into: ["inList": false])
    #expect(off["inList"] == false)
  }

  @Test func choicesAreReadAsListAndAsMap() {
    let wish = TreeWish(managed: [
      "choices": [["value": "W2W", "label": "one"], ["value": "W2D", "label": "two"]]
    ])
    #expect(wish.differences(from: ["choices": ["W2D": "two", "W2W": "one"]]) == [])
    #expect(
      wish.differences(from: [
        "choices": [["value": "W2D", "label": "two"], ["value": "W2W", "label": "one"]]
      ]) == [])
    #expect(wish.differences(from: ["choices": ["W2D": "two"]]).map(\.path) == ["choices"])
    #expect(wish.differences(from: ["choices": ["W2D": "two", "W2W": "another"]]).count == 1)
    #expect(
      wish.merged(into: ["choices": ["W2D": "two", "OLD": "gone"]])["choices"] == wish.managed["choices"])
  }

  @Test func numbersAndTextsOfOneIdAreTheSame() {
    let wish = TreeWish(managed: ["points": [["code": "main", "shipmentPointId": "79000"]]])
    #expect(wish.differences(from: ["points": [["code": "main", "shipmentPointId": 79_000]]]) == [])
    #expect(wish.differences(from: ["points": [["code": "main", "shipmentPointId": 7_900]]]).count == 1)
  }

  @Test func whatHasToGoGoes() {
    let wish = TreeWish(
      managed: ["a": ["points": [["code": "main", "id": 1]]]], removed: [["a", "points"]: ["old", "never"]])
    let current: Tree = [
      "a": ["points": [["code": "old", "id": 2], ["code": "theirs"], ["id": 3]], "b": 1]
    ]
    #expect(wish.differences(from: current).map(\.path) == ["a.points[main]", "a.points[old]"])
    let merged = wish.merged(into: current)
    #expect(merged["a"]["points"].elements?.map { $0["code"] } == ["main", "theirs", .nothing])
    #expect(wish.differences(from: merged) == [])
    #expect(wish.merged(into: [:]) == ["a": ["points": [["code": "main", "id": 1]]]])
    // The last one leaves an empty list, or the CRM would keep it.
    let last = TreeWish(managed: [:], removed: [["points"]: ["old"]])
    #expect(last.merged(into: ["points": [["code": "old"]]]) == ["points": []])
    #expect(last.merged(into: ["x": 1]) == ["x": 1])
  }

  /// Long values do not flood a terminal.
  @Test func wordsAreShort() {
    let long = String(repeating: "я", count: 4_000)
    let difference = TreeWish(managed: ["label": .text(long)]).differences(from: [:]).first
    #expect(difference?.wanted?.count == 121)
  }
}
