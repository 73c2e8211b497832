#include "core/base/messages/backend.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

constexpr Message kEntries[] = {
    {kTaskUnknown, ErrorKind::not_found, "the backend knows no task `{0}`", "后端不认识任务 `{0}`",
     "look for it with `aiepctl runs show`", "请用 `aiepctl runs show` 查看",
     "No task was ever created under that key.", "从未以该键创建过任务。"},
    {kTaskFilePath, ErrorKind::invalid_argument, "node `{0}`: the file name `{1}` leaves the task's folder",
     "节点 `{0}`：文件名 `{1}` 超出任务目录", "use a relative name without `..`", "请使用不含 `..` 的相对路径",
     "Files of a task are written below its own folder only.", "任务的文件只写入自己的目录。"},
    {kSpawnerAway, ErrorKind::unavailable, "the process that starts tasks cannot be reached: {0}",
     "无法联系启动任务的进程：{0}",
     "check that aiep-node and aiep-keeper lie beside aiepd and can be run; see local/spawner.log in the workspace",
     "请确认 aiep-node、aiep-keeper 与 aiepd 在同一目录且可执行；日志见工作区 local/spawner.log",
     "One `aiep-node keep` per workspace starts and keeps tasks; it is started when needed.",
     "每个工作区由一个 `aiep-node keep` 启动并看护任务，需要时自动启动。"},
    {kTaskNul, ErrorKind::invalid_argument, "node `{0}`: {1} holds a NUL character", "节点 `{0}`：{1} 含有 NUL 字符",
     "remove it; put binary data into a file", "请删除它；二进制数据请放入文件",
     "Commands and variables of a process cannot hold the character U+0000.",
     "进程的命令和环境变量不能包含字符 U+0000。"},
    {kNoOuter, ErrorKind::not_found, "no outer scheduler runs this: {0}", "未发现外部调度系统：{0}",
     "start it as a node of a scheduler, or set the AIEP_OUTER_… variables (adapters/generic/README.md)",
     "请作为调度系统的节点启动，或设置 AIEP_OUTER_… 环境变量（adapters/generic/README.md）",
     "Who runs us is read from the marks that a scheduler leaves: variables or a property file.",
     "由调度系统留下的标记（环境变量或属性文件）判断由谁运行。"},
    {kBadOuter, ErrorKind::invalid_argument, "mark of the outer execution `{0}`: {1}", "外部执行的标记 `{0}`：{1}",
     "correct it where the scheduler sets it", "请在调度系统设置该标记之处更正",
     "A scheduler was recognised, but what it says of its execution is not complete or not readable.",
     "已识别出调度系统，但其关于执行的信息不完整或无法读取。"},
    {kMockScript, ErrorKind::invalid_argument, "the mock backend does not understand `{0}`", "mock 后端无法理解 `{0}`",
     "see adapters/mock/README.md for the words of MOCK", "MOCK 可用的词见 adapters/mock/README.md",
     "The variable MOCK of a node scripts what the mock backend does with it.",
     "节点的 MOCK 变量规定 mock 后端的行为。"},
    {kMockLostReply, ErrorKind::outcome_unknown, "the answer for `{0}` was lost (scripted)",
     "`{0}` 的应答丢失（按脚本）", "nothing: it is looked up before anything else is tried", "无需处理：会先核实再继续",
     "The mock backend was told to lose an answer.", "mock 后端按脚本丢失了应答。"},
    {kMockAway, ErrorKind::unavailable, "the mock backend is away (scripted)", "mock 后端暂不可达（按脚本）",
     "nothing: it is asked again", "无需处理：稍后会再次询问", "The mock backend was told to be away for some looks.",
     "mock 后端按脚本在若干次询问中不可达。"},
    {kRemoteAway, ErrorKind::unavailable, "no usable answer from the task server {0}: {1}",
     "任务服务 {0} 没有给出可用的应答：{1}", "nothing: it is asked again; check the server and the network if it stays",
     "无需处理：稍后会再次询问；若一直如此，请检查服务和网络",
     "A question to the task server got no answer, or one that cannot be believed. That says nothing about the task.",
     "对任务服务的询问没有得到应答，或应答不可信。这并不说明任务的状态。"},
    {kRemoteLost, ErrorKind::outcome_unknown, "the task server {0} gave no sure answer to an order for `{1}`: {2}",
     "任务服务 {0} 对 `{1}` 的指令没有给出确定的应答：{2}", "nothing: it is looked up before anything else is tried",
     "无需处理：会先核实再继续",
     "The order was sent and may have been carried out. The task is looked up by its key, so it is never made twice.",
     "指令已发出，可能已执行。会按键查询任务，因此不会重复创建。"},
    {kRemoteRefused, ErrorKind::invalid_argument, "the task server {0} refuses the task: {1}",
     "任务服务 {0} 拒绝了该任务：{1}",
     "the server's word says what it does not accept; see adapters/http_task/README.md",
     "服务的回答说明了原因；参见 adapters/http_task/README.md",
     "The server understood the order and does not take it. Trying it again would not help.",
     "服务理解了指令但不接受。重试没有用。"},
    {kRemoteText, ErrorKind::invalid_argument, "node `{0}` holds text that is not valid UTF-8",
     "节点 `{0}` 含有不是有效 UTF-8 的文本", "put binary data into the warehouse, or encode it",
     "请将二进制数据放入仓库目录，或先进行编码",
     "The task server takes commands, variables and files as JSON, which holds valid text only.",
     "任务服务以 JSON 接收命令、变量和文件，只能包含有效文本。"},
};

}  // namespace

std::span<const Message> backend() { return kEntries; }

}  // namespace aiep::messages
