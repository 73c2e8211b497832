#include "core/flow/yaml_document.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>

#include "core/base/messages/flow.h"
#include "core/flow/json_reader.h"
#include "core/flow/text_check.h"

namespace aiep::flow {
namespace {

constexpr std::size_t kMaxAliasValues = 100'000;
constexpr std::size_t kYamlDepth = kMaxDepth + 16;  // a converted flowjson sits a little deeper
constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";

struct Stop {};  // the report holds the reason

Spot spot(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

Kind plain_kind(std::string_view text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Kind::null;
  for (const char* word : {"true", "True", "TRUE", "false", "False", "FALSE"}) {
    if (text == word) return Kind::boolean;
  }
  return is_json_number(text) ? Kind::number : Kind::string;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(std::string_view text, Tree& tree, Report& report) : text_(text), tree_(tree), report_(report) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) stop(messages::kYamlSeveral, {}, mark);
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (awaits_key()) stop(messages::kYamlKey, {}, mark);
    add(make(Kind::null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (awaits_key()) stop(messages::kYamlKey, {}, mark);
    const auto target = anchors_.find(anchor);
    if (target == anchors_.end()) stop(messages::kYamlAliasInside, {}, mark);
    add(copy(*target->second, mark, open_.size()), 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    if (tag == "!" && !closed(static_cast<std::size_t>(mark.pos))) stop(messages::kYamlQuote, {}, mark);
    if (awaits_key()) {
      pending_key_ = tree_.keep(text);
      pending_key_at_ = spot(mark);
      has_key_ = true;
      return;
    }
    Kind kind = Kind::string;
    if (tag == "?")
      kind = plain_kind(text);
    else if (tag.starts_with(kCoreTag) && tag != "tag:yaml.org,2002:str" && core(tag))
      kind = plain_kind(text);
    else if (tag != "!" && !core(tag))
      stop(messages::kYamlTag, {tag}, mark);
    Value* value = make(kind, mark);
    value->flag = kind == Kind::boolean && (text[0] == 't' || text[0] == 'T');
    value->text = kind == Kind::boolean ? (value->flag ? "true" : "false") : tree_.keep(text);
    add(value, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Kind::array, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Kind::object, mark, tag, anchor);
  }
  void OnMapEnd() override {
    const std::vector<const Value*> repeated = repeated_members(*open_.back());
    const std::string where = repeated.empty() ? "" : open_path(open_);
    for (const Value* member : repeated) report_duplicate(*member, where, report_);
    close();
  }

  const Value* root() const { return root_; }

 private:
  static bool core(const std::string& tag) {
    for (const char* name : {"str", "int", "float", "bool", "null", "map", "seq"}) {
      if (tag == std::string(kCoreTag) + name) return true;
    }
    return false;
  }

  [[noreturn]] void stop(Code code, std::vector<std::string> args, const YAML::Mark& mark) {
    const std::string path = open_path(open_);
    report_.error(code, std::move(args), spot(mark), has_key_ ? member_path(path, pending_key_) : path);
    throw Stop{};
  }

  /// yaml-cpp takes the end of the file for the closing quote; a file that was cut off must not pass.
  bool closed(std::size_t start) const {
    const char quote = start < text_.size() ? text_[start] : '\0';
    if (quote != '"' && quote != '\'') return true;  // an anchor or a tag stands before it
    for (std::size_t i = start + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\')
        ++i;
      else if (text_[i] == quote && quote == '\'' && i + 1 < text_.size() && text_[i + 1] == quote)
        ++i;
      else if (text_[i] == quote)
        return true;
    }
    return false;
  }

  bool awaits_key() const { return !open_.empty() && open_.back()->kind == Kind::object && !has_key_; }

  Value* make(Kind kind, const YAML::Mark& mark) {
    if (tree_.count() >= kMaxValues) stop(messages::kFlowTooManyValues, {std::to_string(kMaxValues)}, mark);
    return tree_.make(kind, spot(mark));
  }

  void take_key(Value& value) {
    if (open_.empty() || open_.back()->kind != Kind::object) return;
    value.key = pending_key_;
    value.key_at = pending_key_at_;
    has_key_ = false;
  }

  void add(Value* value, YAML::anchor_t anchor) {
    take_key(*value);
    attach(value, anchor);
  }

  void attach(Value* value, YAML::anchor_t anchor) {
    if (open_.empty())
      root_ = value;
    else
      open_.back()->append(value);
    if (anchor != 0) anchors_[anchor] = value;
  }

  void open(Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (awaits_key()) stop(messages::kYamlKey, {}, mark);
    if (open_.size() >= kYamlDepth) stop(messages::kFlowTooDeep, {std::to_string(kMaxDepth)}, mark);
    if (!(tag.empty() || tag == "?" || tag == "!" || core(tag))) stop(messages::kYamlTag, {tag}, mark);
    Value* value = make(kind, mark);
    take_key(*value);
    open_.push_back(value);
    open_anchors_.push_back(anchor);
  }

  void close() {
    Value* value = open_.back();
    const YAML::anchor_t anchor = open_anchors_.back();
    open_.pop_back();
    open_anchors_.pop_back();
    attach(value, anchor);
  }

  Value* copy(const Value& source, const YAML::Mark& mark, std::size_t depth) {
    if (++alias_values_ > kMaxAliasValues) stop(messages::kYamlAliasBomb, {std::to_string(kMaxAliasValues)}, mark);
    if (depth >= kYamlDepth) stop(messages::kFlowTooDeep, {std::to_string(kMaxDepth)}, mark);
    Value* value = make(source.kind, mark);
    value->flag = source.flag;
    value->text = source.text;
    for (const Value& child : source) {
      Value* twin = copy(child, mark, depth + 1);
      twin->key = child.key;
      twin->key_at = spot(mark);
      value->append(twin);
    }
    return value;
  }

  std::string_view text_;
  Tree& tree_;
  Report& report_;
  const Value* root_ = nullptr;
  std::vector<Value*> open_;
  std::vector<YAML::anchor_t> open_anchors_;
  std::unordered_map<YAML::anchor_t, const Value*> anchors_;
  std::string_view pending_key_;
  Spot pending_key_at_;
  bool has_key_ = false;
  int documents_ = 0;
  std::size_t alias_values_ = 0;
};

}  // namespace

void read_yaml(std::string_view text, Tree& tree, Report& report) {
  TreeBuilder builder(text, tree, report);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    tree.root = builder.root();
    if (tree.root == nullptr) report.error(messages::kFlowEmpty, {}, {1, 1}, "$");
  } catch (const Stop&) {
  } catch (const YAML::Exception& fault) {
    report.error(messages::kYamlSyntax, {fault.msg}, spot(fault.mark), "$");
  }
}

}  // namespace aiep::flow
