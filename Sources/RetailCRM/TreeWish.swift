// What we want of a document that is not ours alone, what of it the CRM has otherwise, and the document
// that goes back. A newcomer sends the wish as it is; the CRM replaces the whole document by it, and the
// account's own settings, another program's fields and everything a later version of the API has learned
// are gone.
import Foundation

/// One value that the CRM has otherwise than it should.
struct TreeDifference: Hashable, Sendable {
  /// `integrations.delivery.statusList[created].name`.
  var path: String
  /// As text for people; nil when there is nothing.
  var crm: String?
  var wanted: String?
}

struct TreeWish: Hashable, Sendable {
  /// Has to be so. Lists of maps with a `code` are ours element by element: others in them stay.
  var managed: Tree
  /// Put there where the CRM has nothing, and nobody's business afterwards.
  var initial: Tree = [:]
  /// Codes of elements that have to go, by the path of their list.
  var removed: [[String]: Set<String>] = [:]

  /// The document to send: what the CRM has, with what we want in it.
  func merged(into current: Tree) -> Tree {
    let merged = TreeWish.filled(TreeWish.merged(managed, into: current), from: initial)
    return removed.reduce(merged) { TreeWish.without($1.value, at: $1.key[...], of: $0) }
  }

  func differences(from current: Tree) -> [TreeDifference] {
    TreeWish.differences(managed, from: current, at: "") + leftovers(in: current)
  }

  /// Elements that have to go and are still there.
  private func leftovers(in current: Tree) -> [TreeDifference] {
    removed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { names, codes in
      codes.sorted().compactMap { code in
        TreeWish.element(code, of: current[path: names].elements ?? []).map { element in
          let path = names.joined(separator: ".") + "[\(code)]"
          return TreeDifference(path: path, crm: TreeWish.summary(element.without(["code"])), wanted: nil)
        }
      }
    }
  }

  // MARK: Merging

  private static func merged(_ wanted: Tree, into current: Tree) -> Tree {
    switch wanted {
    case .map(let members):
      guard var all = current.members else { return wanted }
      for (name, value) in members { all[name] = merged(value, into: all[name] ?? .nothing) }
      return .map(all)
    case .list(let elements):
      guard let codes = TreeWish.codes(elements), !codes.isEmpty, let existing = current.elements else {
        return wanted
      }
      let ours = zip(codes, elements).map { code, element in
        merged(element, into: TreeWish.element(code, of: existing) ?? .nothing)
      }
      let others = existing.filter { element in element["code"].plain.map { !codes.contains($0) } ?? true }
      return .list(ours + others)
    default:
      return isSame(wanted, current) && !current.saysNothing ? current : wanted
    }
  }

  private static func filled(_ current: Tree, from initial: Tree) -> Tree {
    guard case .map(let members) = initial, var all = current.members else {
      return current.saysNothing && current != .flag(false) ? initial : current
    }
    for (name, value) in members { all[name] = filled(all[name] ?? .nothing, from: value) }
    return .map(all)
  }

  private static func without(_ codes: Set<String>, at names: ArraySlice<String>, of tree: Tree) -> Tree {
    guard let name = names.first else {
      guard let elements = tree.elements else { return tree }
      return .list(elements.filter { $0["code"].plain.map { !codes.contains($0) } ?? true })
    }
    guard tree.members?[name] != nil else { return tree }
    var changed = tree
    changed[name] = without(codes, at: names.dropFirst(), of: tree[name])
    return changed
  }

  // MARK: Comparing

  private static func differences(_ wanted: Tree, from current: Tree, at path: String) -> [TreeDifference] {
    func odd() -> [TreeDifference] {
      [TreeDifference(path: path, crm: summary(current), wanted: summary(wanted))]
    }
    switch wanted {
    case .map(let members):
      guard current.members != nil else { return odd() }
      return members.keys.sorted().flatMap { name in
        differences(
          members[name] ?? .nothing, from: current[name], at: path.isEmpty ? name : "\(path).\(name)")
      }
    case .list(let elements):
      if let codes = TreeWish.codes(elements), !codes.isEmpty {
        guard let existing = current.elements else { return odd() }
        return zip(codes, elements).flatMap { code, element in
          let place = "\(path)[\(code)]"
          guard let found = TreeWish.element(code, of: existing) else {
            return [TreeDifference(path: place, crm: nil, wanted: summary(element.without(["code"])))]
          }
          return differences(element.without(["code"]), from: found, at: place)
        }
      }
      if let choices = TreeWish.choices(wanted), !choices.isEmpty {
        return choices == TreeWish.choices(current) ? [] : odd()
      }
      let isEqual = current.elements.map { Set($0.map(\.plain)) == Set(elements.map(\.plain)) } ?? false
      return isEqual ? [] : odd()
    default:
      return isSame(wanted, current) ? [] : odd()
    }
  }

  /// Whether two plain values say the same: the CRM leaves out what is empty, and writes ids as numbers or
  /// as text.
  private static func isSame(_ wanted: Tree, _ current: Tree) -> Bool {
    if wanted.saysNothing && current.saysNothing { return true }
    if case .flag(let flag) = wanted, let plain = current.plain { return Scalar.text(plain).flag == flag }
    return wanted.plain != nil && wanted.plain == current.plain
  }

  // MARK: Lists

  /// The codes of a list whose elements all have one.
  private static func codes(_ elements: [Tree]) -> [String]? {
    let codes = elements.compactMap { $0["code"].plain }
    return codes.count == elements.count ? codes : nil
  }

  private static func element(_ code: String, of list: [Tree]) -> Tree? {
    list.first { $0["code"].plain == code }
  }

  private struct Choice: Hashable {
    var value: String
    var label: String?
  }

  /// `choices` of a field: a list of value and label, or a map from value to label (retailcrm-api.md
  /// section 13).
  private static func choices(_ tree: Tree) -> Set<Choice>? {
    switch tree {
    case .list(let elements):
      let choices = elements.compactMap { element in
        element["value"].plain.map { Choice(value: $0, label: element["label"].plain) }
      }
      return choices.count == elements.count ? Set(choices) : nil
    case .map(let members): return Set(members.map { Choice(value: $0.key, label: $0.value.plain) })
    default: return nil
    }
  }

  // MARK: Words

  /// Longest value shown, in characters.
  private static let longestSummary = 120

  /// A value as a person reads it: what it is called, or what is in it.
  private static func summary(_ tree: Tree) -> String? {
    let text: String?
    switch tree {
    case .nothing: text = nil
    case .map(let members):
      let name = members["name"]?.plain ?? members["label"]?.plain ?? members["shipmentPointLabel"]?.plain
      let value = members["value"]?.plain
      text =
        name.map { name in value.map { "\($0) = \(name)" } ?? name } ?? value
        ?? members.keys.sorted().map { key in "\(key): \(summary(members[key] ?? .nothing) ?? "–")" }
        .joined(separator: ", ")
    case .list(let elements): text = elements.map { summary($0) ?? "–" }.joined(separator: ", ")
    default: text = tree.plain
    }
    return text.map { $0.count > longestSummary ? $0.prefix(longestSummary) + "…" : $0 }
  }
}
