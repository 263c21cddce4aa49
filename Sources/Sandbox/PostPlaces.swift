// The little Ukraine of the sandbox: which region a postcode belongs to, some towns with their own names,
// which postcodes exist and which are not served. Large enough for every rule that looks at a postcode, and
// no larger.

struct PostPlace: Sendable {
  var postcode: String
  var region: String
  var district: String
  var city: String
  var countryside: Bool
  /// LOCK_CODE of its office: 0 works, 1 occupied, 2 not controlled, 3 not functioning (U§10).
  var lock: Int

  /// Ids of the classifier, made from the postcode so that they need no table.
  var cityID: Int64 { 20_000 + (Int64(postcode.prefix(3)) ?? 0) }
  var regionID: Int64 { 200 + (Int64(postcode.prefix(2)) ?? 0) }
  var officeName: String { "\(city) \(Int64(postcode.suffix(3)) ?? 0)" }
}

enum PostPlaces {
  /// The place of a postcode; nil when no such postcode exists.
  static func place(_ postcode: String) -> PostPlace? {
    if let town = towns.first(where: { $0.postcode == postcode }) { return town }
    guard postcode.utf8.count == 5, postcode.utf8.allSatisfy({ (48...57).contains($0) }),
      !postcode.hasSuffix("999"), let prefix = Int(postcode.prefix(2)),
      let region = regions.first(where: { $0.prefixes.contains(prefix) })
    else { return nil }
    let rural = (Int(postcode.suffix(3)) ?? 0) >= 500
    return PostPlace(
      postcode: postcode, region: region.name, district: rural ? "\(region.capital) район" : region.capital,
      city: rural ? "Село \(postcode)" : region.capital, countryside: rural, lock: region.lock)
  }

  static func isServed(_ postcode: String) -> Bool {
    place(postcode).map { $0.lock == 0 } ?? false
  }

  static let towns: [PostPlace] = [
    PostPlace(postcode: "01001", region: "Київ", district: "Київ", city: "Київ", countryside: false, lock: 0),
    PostPlace(
      postcode: "04071", region: "Київ", district: "Подільський", city: "Київ", countryside: false, lock: 0),
    PostPlace(
      postcode: "07401", region: "Київська", district: "Броварський", city: "Бровари", countryside: false,
      lock: 0),
    PostPlace(
      postcode: "07541", region: "Київська", district: "Броварський", city: "Березань", countryside: true,
      lock: 0
    ),
    PostPlace(
      postcode: "08292", region: "Київська", district: "Бучанський", city: "Буча", countryside: false, lock: 0
    ),
    PostPlace(
      postcode: "79013", region: "Львівська", district: "Львівський", city: "Львів", countryside: false,
      lock: 0),
    PostPlace(
      postcode: "65001", region: "Одеська", district: "Одеський", city: "Одеса", countryside: false, lock: 0),
    PostPlace(
      postcode: "61001", region: "Харківська", district: "Харківський", city: "Харків", countryside: false,
      lock: 3),
    PostPlace(
      postcode: "62404", region: "Харківська", district: "Харківський", city: "Берег", countryside: true,
      lock: 0),
  ]

  struct Region: Sendable {
    var prefixes: ClosedRange<Int>
    var name: String
    var capital: String
    var lock: Int
  }

  static let regions: [Region] = [
    Region(prefixes: 1...6, name: "Київ", capital: "Київ", lock: 0),
    Region(prefixes: 7...9, name: "Київська", capital: "Біла Церква", lock: 0),
    Region(prefixes: 10...13, name: "Житомирська", capital: "Житомир", lock: 0),
    Region(prefixes: 14...17, name: "Чернігівська", capital: "Чернігів", lock: 0),
    Region(prefixes: 18...20, name: "Черкаська", capital: "Черкаси", lock: 0),
    Region(prefixes: 21...24, name: "Вінницька", capital: "Вінниця", lock: 0),
    Region(prefixes: 25...28, name: "Кіровоградська", capital: "Кропивницький", lock: 0),
    Region(prefixes: 29...32, name: "Хмельницька", capital: "Хмельницький", lock: 0),
    Region(prefixes: 33...35, name: "Рівненська", capital: "Рівне", lock: 0),
    Region(prefixes: 36...39, name: "Полтавська", capital: "Полтава", lock: 0),
    Region(prefixes: 40...42, name: "Сумська", capital: "Суми", lock: 0),
    Region(prefixes: 43...45, name: "Волинська", capital: "Луцьк", lock: 0),
    Region(prefixes: 46...48, name: "Тернопільська", capital: "Тернопіль", lock: 0),
    Region(prefixes: 49...53, name: "Дніпропетровська", capital: "Дніпро", lock: 0),
    Region(prefixes: 54...57, name: "Миколаївська", capital: "Миколаїв", lock: 0),
    Region(prefixes: 58...60, name: "Чернівецька", capital: "Чернівці", lock: 0),
    Region(prefixes: 61...64, name: "Харківська", capital: "Харків", lock: 0),
    Region(prefixes: 65...68, name: "Одеська", capital: "Одеса", lock: 0),
    Region(prefixes: 69...72, name: "Запорізька", capital: "Запоріжжя", lock: 0),
    Region(prefixes: 73...75, name: "Херсонська", capital: "Херсон", lock: 0),
    Region(prefixes: 76...78, name: "Івано-Франківська", capital: "Івано-Франківськ", lock: 0),
    Region(prefixes: 79...82, name: "Львівська", capital: "Львів", lock: 0),
    Region(prefixes: 83...87, name: "Донецька", capital: "Донецьк", lock: 1),
    Region(prefixes: 88...90, name: "Закарпатська", capital: "Ужгород", lock: 0),
    Region(prefixes: 91...94, name: "Луганська", capital: "Луганськ", lock: 1),
    Region(prefixes: 95...98, name: "Автономна Республіка Крим", capital: "Сімферополь", lock: 1),
  ]
}
