#include "core/base/messages/engine.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

constexpr Message kEntries[] = {
    {kRunNotFound, ErrorKind::not_found, "there is no run `{0}`", "没有运行 `{0}`",
     "list runs with `aiepctl runs list`", "用 `aiepctl runs list` 查看运行列表",
     "The id of a run is 9 hex digits and belongs to one workspace.", "运行编号为 9 位十六进制，只属于一个工作区。"},
    {kNodeNotFound, ErrorKind::not_found, "run or experiment `{0}` has no node `{1}`", "`{0}` 中没有节点 `{1}`",
     "see its nodes with `aiepctl runs show {0}`; titles are exact",
     "用 `aiepctl runs show {0}` 查看节点，标题须完全一致",
     "Nodes are named by their title, exactly as written in the experiment.", "节点以实验中书写的标题为准。"},
    {kExperimentNotFound, ErrorKind::not_found, "there is no experiment `{0}`", "没有实验 `{0}`",
     "list experiments with `aiepctl experiments list`, or give a file that exists",
     "用 `aiepctl experiments list` 查看实验，或给出存在的文件",
     "An experiment is named by its id, the first six or more digits of it, or its exact name.",
     "实验可用编号、编号前六位以上或完整名称指定。"},
    {kExperimentAmbiguous, ErrorKind::failed_precondition, "`{0}` names several experiments: {1}",
     "`{0}` 对应多个实验：{1}", "use one of these ids", "请使用其中一个编号",
     "Names of experiments need not be unique; ids are.", "实验名称可以重复，编号不会重复。"},
    {kTypeCannotRun, ErrorKind::not_supported, "node `{0}`: type `{1}` cannot be run here",
     "节点 `{0}`：此处无法运行类型 `{1}`", "see `aiepctl plugins list` for the types that can",
     "可运行的类型见 `aiepctl plugins list`",
     "The file is valid and was imported, but no plugin of this installation runs that node type.",
     "文件有效且已导入，但本机没有能运行该节点类型的插件。"},
    {kBackendUnknown, ErrorKind::invalid_argument, "there is no backend `{0}`; known: {1}", "没有后端 `{0}`；可用：{1}",
     "use one of the known backends", "请使用可用的后端", "A backend is a system on which tasks run.",
     "后端是运行任务的系统。"},
    {kVariableUndeclared, ErrorKind::invalid_argument,
     "variable `{0}` is neither declared nor used by the experiment{1}", "变量 `{0}` 既未声明也未被实验使用{1}",
     "declare it in the experiment or correct the name", "请在实验中声明该变量或更正名称",
     "A value for a variable that nothing reads is nearly always a typing error.",
     "给一个无人使用的变量赋值几乎总是拼写错误。"},
    {kVariableMissing, ErrorKind::invalid_argument, "variable `{0}` has no value", "变量 `{0}` 没有值",
     "give it with --var {0}=VALUE or a default in the experiment", "用 --var {0}=值 提供，或在实验中设置默认值",
     "The experiment declares the variable without a default.", "实验声明了该变量但没有默认值。"},
    {kVariableNotNumber, ErrorKind::invalid_argument, "variable `{0}` must be a number, not `{1}`",
     "变量 `{0}` 应为数字，而不是 `{1}`", "write a number such as 3, 0.5 or 1e-3", "请写数字，如 3、0.5 或 1e-3",
     "The experiment declares the variable as a number.", "实验将该变量声明为数字。"},
    {kRunAlreadyOver, ErrorKind::failed_precondition, "run `{0}` is already over: {1}", "运行 `{0}` 已结束：{1}",
     "nothing needs to be stopped", "无需停止", "The run reached a terminal state, which never changes.",
     "运行已到达终态，终态不会再变。"},
    {kNothingToRerun, ErrorKind::failed_precondition, "run `{0}` has nothing to run again: {1}",
     "运行 `{0}` 没有可重跑的内容：{1}", "use --whole to run everything again", "用 --whole 全部重跑",
     "A rerun from failed nodes needs an ended run with nodes that did not succeed.",
     "从失败处重跑需要一个已结束且存在未成功节点的运行。"},
    {kMarkNotNow, ErrorKind::failed_precondition, "node `{0}` is {1} and cannot be marked",
     "节点 `{0}` 当前为 {1}，不能标记", "stop it first, or wait until it has ended", "请先停止，或等待其结束",
     "Only a node that waits can be marked in an open run.", "在未结束的运行中只能标记等待中的节点。"},
    {kStoreKeepsTrying, ErrorKind::unavailable, "the store has not taken it yet: {0}", "存储尚未接受：{0}",
     "it is kept and tried again; look with `aiepctl runs show`", "已保留并会重试；可用 `aiepctl runs show` 查看",
     "The database is locked, full or away. The change is held in memory and written as soon as possible.",
     "数据库被锁、已满或不可达。变更保存在内存中并会尽快写入。"},
    {kNestedTooDeep, ErrorKind::failed_precondition, "experiments are nested more than {0} deep", "实验嵌套超过 {0} 层",
     "an experiment that contains itself never ends; break the circle", "包含自身的实验永不结束，请打破循环",
     "An `experiment` node starts another experiment; the depth of that is limited.",
     "experiment 节点会启动另一个实验，嵌套深度有限制。"},
    {kNoLogs, ErrorKind::not_found, "node `{0}` has no log: {1}", "节点 `{0}` 没有日志：{1}",
     "a log exists once the node has started as a process", "节点以进程方式启动后才有日志",
     "Data checks and nested experiments write no log of their own; see `aiepctl runs events`.",
     "数据检查与嵌套实验没有自己的日志，请看 `aiepctl runs events`。"},
    {kEngineStopped, ErrorKind::unavailable, "the engine is shutting down", "引擎正在关闭", "repeat the command",
     "请重试该命令", "The daemon ends; runs go on and are taken up again at its next start.",
     "守护进程正在退出，运行会继续并在下次启动时被接管。"},
    {kRunOpenElsewhere, ErrorKind::failed_precondition, "run `{0}` belongs to another server now",
     "运行 `{0}` 现由其他服务器负责", "repeat the command; it reaches the owner", "请重试该命令",
     "Several servers share one database; each open run has one owner by lease.",
     "多个服务器共享一个数据库，每个未结束的运行由租约确定唯一所有者。"},
};

}  // namespace

std::span<const Message> engine() { return kEntries; }

}  // namespace aiep::messages
