#include "shelves.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "log.h"

namespace {

constexpr int kShelves = 41;
constexpr int kLowStock = 6;
const char* const kMostWanted = "COF-012";

}  // namespace

void Shelves::load(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::lock_guard<std::mutex> hold(mutex_);
  shelves_.assign(kShelves, Shelf());
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    // sku,name,cents,vat_class,category,shelf,stock
    std::vector<std::string> cells;
    std::istringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) cells.push_back(cell);
    if (cells.size() == 7) articles_[cells[0]] = {std::stoi(cells[5]), std::stoi(cells[6]), std::stoi(cells[6])};
  }
  LOG(INFO) << "loaded articles=" << articles_.size() << " shelves=" << shelves_.size() << " from " << path;
}

Shelves::Article* Shelves::find(const std::string& sku) {
  const auto found = articles_.find(sku);
  return found == articles_.end() ? nullptr : &found->second;
}

int Shelves::on_hand(const std::string& sku) {
  std::lock_guard<std::mutex> hold(mutex_);
  const Article* article = find(sku);
  return article == nullptr ? -1 : article->pieces;
}

Taken Shelves::take(const std::string& sku, int pieces) {
  std::lock_guard<std::mutex> hold(mutex_);
  Article* article = find(sku);
  if (article == nullptr || article->pieces < pieces) return {false, -1, article == nullptr ? 0 : article->pieces};
  shelves_.at(static_cast<std::size_t>(article->shelf)).taken += pieces;
  article->pieces -= pieces;
  if (article->pieces < kLowStock) {
    LOG(WARNING) << "stock low sku=" << sku << " on_hand=" << article->pieces << " threshold=" << kLowStock;
  }
  return {true, article->shelf, article->pieces};
}

int Shelves::restock() {
  std::lock_guard<std::mutex> hold(mutex_);
  int restocked = 0;
  for (auto& [sku, article] : articles_) {
    if (article.pieces * 3 >= article.full) continue;
    LOG(INFO) << "restocked sku=" << sku << " added=" << article.full - article.pieces << " shelf=" << article.shelf;
    article.pieces = article.full;
    ++restocked;
  }
  return restocked;
}

int Shelves::count() {
  std::lock_guard<std::mutex> hold(mutex_);
  return static_cast<int>(articles_.size());
}

void Shelves::compact() {
  std::lock_guard<std::mutex> hold(mutex_);
  Article* article = find(kMostWanted);
  if (article == nullptr || shelf_before_compaction_ >= 0) return;
  shelf_before_compaction_ = article->shelf;
  article->shelf = static_cast<int>(shelves_.size());
  LOG(INFO) << "compaction moved articles=1 from shelf=" << shelf_before_compaction_ << " to shelf=" << article->shelf;
}

void Shelves::undo_compaction() {
  std::lock_guard<std::mutex> hold(mutex_);
  Article* article = find(kMostWanted);
  if (article == nullptr || shelf_before_compaction_ < 0) return;
  article->shelf = shelf_before_compaction_;
  shelf_before_compaction_ = -1;
  LOG(INFO) << "compaction undone, articles=1 back on shelf=" << article->shelf;
}
