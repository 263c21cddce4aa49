// What is seen only for a moment while the stories are told, and is judged in the end.

actor DemoNotebook {
  /// Prices that locked orders were shown, in kopiykas, by order.
  private(set) var quotes: [Int64: Int64] = [:]

  func note(quote: Int64, of order: Int64) { quotes[order] = quote }
}
