// What lies where, and how much of it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

struct Taken {
  bool enough;
  int shelf;
  int left;
};

class Shelves {
 public:
  /// Reads catalog.csv; throws std::runtime_error when it cannot.
  void load(const std::string& path);

  /// Pieces of an article on hand; -1 when there is no such article.
  int on_hand(const std::string& sku);
  /// Takes pieces off their shelf when there are enough.
  Taken take(const std::string& sku, int pieces);
  /// Brings back what fell below a third, and returns how many articles that were.
  int restock();
  int count();
  int shelves() const { return static_cast<int>(shelves_.size()); }

  /// The bug behind `engine-crash`: compaction moves the most wanted article to a shelf that does not exist.
  void compact();
  void undo_compaction();

 private:
  struct Article {
    int shelf;
    int full;
    int pieces;
  };
  struct Shelf {
    long taken = 0;
  };

  Article* find(const std::string& sku);

  std::mutex mutex_;
  std::map<std::string, Article> articles_;
  std::vector<Shelf> shelves_;
  int shelf_before_compaction_ = -1;
};
