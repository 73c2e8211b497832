#include "core/base/messages/plugin.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

constexpr Message kEntries[] = {
    {kTypeTaken, ErrorKind::already_exists, "the name `{0}` is registered twice", "名称 `{0}` 重复注册",
     "remove one of the two plugins that claim it", "请移除其中一个声明该名称的插件",
     "Two components claim the same node type, flowjson jobType or backend name.",
     "两个组件声明了相同的节点类型、flowjson jobType 或后端名称。"},
    {kOptionUnknown, ErrorKind::invalid_argument, "node `{0}`: unknown option `{1}`", "节点 `{0}`：未知选项 `{1}`",
     "see `aiepctl plugins describe TYPE` for its options", "可用选项见 `aiepctl plugins describe TYPE`",
     "Options of a node type are declared; a key that is not declared is refused rather than ignored.",
     "节点类型的选项均有声明，未声明的键会被拒绝而不会被忽略。"},
    {kOptionUnknownNear, ErrorKind::invalid_argument, "node `{0}`: unknown option `{1}`, did you mean `{2}`?",
     "节点 `{0}`：未知选项 `{1}`，是否想写 `{2}`？", "write `{2}`, or see `aiepctl plugins describe TYPE`",
     "请写 `{2}`，或查看 `aiepctl plugins describe TYPE`",
     "Options of a node type are declared; a key that is not declared is refused rather than ignored.",
     "节点类型的选项均有声明，未声明的键会被拒绝而不会被忽略。"},
    {kOptionType, ErrorKind::invalid_argument, "node `{0}`: option `{1}` must be a value of type {2}",
     "节点 `{0}`：选项 `{1}` 的类型应为 {2}",
     "durations look like 30s, 10m, 1h30m; see `aiepctl plugins describe TYPE`",
     "时长写法如 30s、10m、1h30m；参见 `aiepctl plugins describe TYPE`",
     "The value of an option does not have the declared type.", "选项的值与声明的类型不符。"},
    {kOptionMissing, ErrorKind::invalid_argument, "node `{0}`: option `{1}` is missing", "节点 `{0}`：缺少选项 `{1}`",
     "add `{1}` under `with`", "请在 `with` 下添加 `{1}`", "The node type cannot do its work without this option.",
     "缺少该选项，节点无法工作。"},
};

}  // namespace

std::span<const Message> plugin() { return kEntries; }

}  // namespace aiep::messages
