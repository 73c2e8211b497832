#include "core/base/messages/general.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

constexpr Message kEntries[] = {
    {kInternal, ErrorKind::internal, "internal fault: {0}", "内部错误：{0}",
     "run `aiepctl doctor` and report the message", "请运行 `aiepctl doctor` 并反馈此信息",
     "A state that the program considers impossible. It stopped what it was doing and changed nothing further.",
     "程序认为不可能出现的状态。已停止当前操作，未做进一步修改。"},
    {kSystemCall, ErrorKind::unavailable, "cannot {0} `{1}`: {2}", "无法{0} `{1}`：{2}",
     "check that the path exists, its rights and the free space", "请检查路径、权限和剩余空间",
     "The operating system refused a call. The message names the call, the object and the system's answer.",
     "操作系统拒绝了一次调用。信息中给出了调用、对象和系统的回答。"},
    {kUsage, ErrorKind::invalid_argument, "{0}", "{0}", "see `aiepctl --help`", "请参阅 `aiepctl --help`",
     "The command line could not be understood.", "无法理解命令行。"},
    {kPermission, ErrorKind::permission_denied, "not allowed to {0} `{1}`: {2}", "无权{0} `{1}`：{2}",
     "use a workspace of your own (--workspace DIR) or have its owner grant the rights",
     "请使用自己的工作区（--workspace DIR）或由所有者授权",
     "The file or folder belongs to somebody else or is read-only.", "文件或目录属于他人或为只读。"},
    {kFileTooLarge, ErrorKind::invalid_argument, "`{0}` is larger than {1} bytes", "`{0}` 超过 {1} 字节",
     "make the file smaller; data belongs into the warehouse, not into the experiment",
     "请缩小文件；数据应放在仓库目录而非实验文件中",
     "Files given to aiep-batch are read whole and therefore have a limit.",
     "交给 aiep-batch 的文件会整体读入，因此有大小限制。"},
    {kUsageNear, ErrorKind::invalid_argument, "{0}; did you mean `{1}`?", "{0}；是否指 `{1}`？", "see `aiepctl --help`",
     "请参阅 `aiepctl --help`", "A word of the command line is unknown and resembles a known one.",
     "命令行中有未知的词，与某个已知的词相近。"},
    {kNoSuchCode, ErrorKind::not_found, "no message has the code `{0}`", "没有代码为 `{0}` 的信息",
     "codes look like AIEP-0801 and stand in the first line of an error", "代码形如 AIEP-0801，位于错误的第一行",
     "`aiepctl explain` knows every code that the programs can print.",
     "`aiepctl explain` 认识程序可能输出的所有代码。"},
};

}  // namespace

std::span<const Message> general() { return kEntries; }

}  // namespace aiep::messages
