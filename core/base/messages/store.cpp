#include "core/base/messages/store.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

constexpr Message kEntries[] = {
    {kStoreUrl, ErrorKind::invalid_argument, "`{0}` is not a database address: {1}", "`{0}` 不是数据库地址：{1}",
     "write sqlite:///absolute/path.db or mysql://user@host:3306/name?password_file=/path",
     "请写成 sqlite:///绝对路径.db 或 mysql://用户@主机:3306/库名?password_file=/路径",
     "The address of the database could not be read. Passwords belong into a file of their own, never into the "
     "address.",
     "无法识别数据库地址。密码应放在单独的文件中，不能写在地址里。"},
    {kStoreUnreachable, ErrorKind::unavailable, "cannot reach the database {0}: {1}", "无法连接数据库 {0}：{1}",
     "check that the database server runs and that its address, user and password file are right",
     "请检查数据库服务是否运行，以及地址、用户和密码文件是否正确",
     "The database did not answer or the connection broke. Nothing of this step was stored.",
     "数据库没有应答或连接已断开。这一步没有写入任何内容。"},
    {kStoreBusy, ErrorKind::unavailable, "the database {0} is locked by another program", "数据库 {0} 正被其他程序锁定",
     "try again; if it stays, end the program that holds the database open",
     "请稍后重试；若一直如此，请结束占用数据库的程序",
     "Another program held the database for longer than the waiting time, or two writers kept colliding. Nothing of "
     "this step was stored.",
     "其他程序占用数据库的时间超过了等待时间，或多个写入者反复冲突。这一步没有写入任何内容。"},
    {kStoreFull, ErrorKind::unavailable, "no space is left for the database {0}: {1}", "数据库 {0} 的空间已满：{1}",
     "free some disk space; the work goes on by itself afterwards", "请释放磁盘空间；之后会自动继续",
     "The disk or the quota of the database is full. Nothing of this step was stored and nothing was lost.",
     "磁盘或数据库配额已满。这一步没有写入任何内容，也没有丢失数据。"},
    {kStoreDenied, ErrorKind::permission_denied, "not allowed to use the database {0}: {1}", "无权使用数据库 {0}：{1}",
     "use a workspace of your own, or have its owner grant the right to write",
     "请使用自己的工作区，或由所有者授予写权限",
     "The database file or its folder cannot be written by this user, or the server refused the user.",
     "当前用户无法写入数据库文件或其目录，或服务器拒绝了该用户。"},
    {kStoreCorrupt, ErrorKind::internal, "the database {0} is corrupt: {1}", "数据库 {0} 已损坏：{1}",
     "stop everything that uses it, keep a copy, and restore a backup or run `sqlite3 FILE .recover`",
     "请停止使用它的程序，保留副本，然后恢复备份或运行 `sqlite3 文件 .recover`",
     "The file is not a database or its contents contradict themselves, for example after a disk fault. The program "
     "does not touch such a file.",
     "文件不是数据库，或内容自相矛盾，例如磁盘故障之后。程序不会改动这样的文件。"},
    {kStoreNewer, ErrorKind::failed_precondition,
     "the database {0} has schema {1}, this program knows schemas up to {2}",
     "数据库 {0} 的结构版本为 {1}，本程序最高支持 {2}", "use the newer program that wrote it, or another workspace",
     "请使用写入它的较新程序，或使用其他工作区",
     "A newer release upgraded this database. Older programs refuse it, because they would damage what they do not "
     "know.",
     "较新的版本升级过这个数据库。旧程序会拒绝使用，以免破坏其不认识的内容。"},
    {kStoreForeign, ErrorKind::failed_precondition, "{0} is a database of another program", "{0} 是其他程序的数据库",
     "give the path of a new file, or of a database that aiep-batch made", "请指定新文件，或由 aiep-batch 创建的数据库",
     "The database holds tables but no schema_version, so it was not made by this program. Nothing was changed.",
     "数据库中有表，但没有 schema_version，因此不是由本程序创建。未做任何修改。"},
    {kStoreRefused, ErrorKind::failed_precondition, "the database {0} refused the change: {1}",
     "数据库 {0} 拒绝了修改：{1}", "report the message; the data is unchanged", "请反馈此信息；数据没有变化",
     "A rule of the database (a unique key, a reference or the append-only log) forbids the change. Nothing of this "
     "step was stored.",
     "数据库的规则（唯一键、引用或只追加的日志）禁止此修改。这一步没有写入任何内容。"},
    {kStoreUnknown, ErrorKind::outcome_unknown, "the connection to {0} broke while a change was being stored: {1}",
     "保存修改时与 {0} 的连接断开：{1}", "look at the record again before repeating the step",
     "重复操作之前请先查看记录",
     "The connection ended between the request to commit and the answer. The change is either stored whole or not at "
     "all; only a look at the database tells.",
     "在提交请求与应答之间连接中断。修改要么完整保存，要么完全没有保存；只有查看数据库才能确定。"},
    {kStoreFault, ErrorKind::internal, "the database {0} answered with a fault: {1}", "数据库 {0} 返回错误：{1}",
     "run `aiepctl doctor` and report the message", "请运行 `aiepctl doctor` 并反馈此信息",
     "The database refused a statement for a reason that the program does not expect. Nothing of this step was stored.",
     "数据库因程序未预料的原因拒绝了语句。这一步没有写入任何内容。"},
    {kStoreIo, ErrorKind::unavailable, "the database {0} cannot be read or written: {1}", "数据库 {0} 无法读写：{1}",
     "check the disk, the file system and the limits on file sizes", "请检查磁盘、文件系统和文件大小限制",
     "The operating system refused to read or write the database file. Nothing of this step was stored.",
     "操作系统拒绝读写数据库文件。这一步没有写入任何内容。"},
    {kStoreTooLarge, ErrorKind::invalid_argument, "too long for the database {0}: {1}",
     "超出数据库 {0} 的长度限制：{1}", "make the name, key or document shorter", "请缩短名称、键或文档",
     "A value does not fit into its column, or a document is larger than the server accepts in one message.",
     "某个值超出列的长度，或文档超过服务器单条消息的上限。"},
    {kStoreExists, ErrorKind::already_exists, "the {0} `{1}` exists already", "{0} `{1}` 已存在", "choose another id",
     "请使用其他编号", "Ids are unique and never used again.", "编号唯一且不会重复使用。"},
    {kStoreNotFound, ErrorKind::not_found, "there is no {0} `{1}`", "没有 {0} `{1}`",
     "list what there is, and check the workspace (--workspace DIR)", "请列出现有内容，并检查工作区（--workspace DIR）",
     "The database holds no record with that id or key.", "数据库中没有该编号或键的记录。"},
    {kRunFenced, ErrorKind::failed_precondition, "run `{0}` is held by another engine (lease {1}, not {2})",
     "运行 `{0}` 由其他引擎持有（租约 {1}，而非 {2}）", "nothing to do: the engine that holds the run goes on with it",
     "无需处理：持有该运行的引擎会继续执行",
     "An engine wrote to a run after its lease had gone to another one. The write was refused, so that two engines "
     "never drive one run.",
     "引擎在租约转移给其他引擎之后仍写入运行。写入被拒绝，以保证不会有两个引擎驱动同一个运行。"},
    {kTerminalWritten, ErrorKind::failed_precondition, "{0} is {1}, which is final; it cannot become {2}",
     "{0} 已是最终状态 {1}，不能变为 {2}", "rerun the node instead", "请改为重跑节点",
     "Final states are written once. Only a rerun or a mark, which the event log shows, opens a run or node again.",
     "最终状态只写一次。只有事件日志中记录的重跑或标记才能重新打开运行或节点。"},
    {kVersionClosed, ErrorKind::failed_precondition, "version v{1} of experiment `{0}` is closed",
     "实验 `{0}` 的版本 v{1} 已关闭", "save as a new version and change that one", "请另存为新版本后再修改",
     "A closed version never changes, because runs refer to it.", "已关闭的版本不会改变，因为有运行引用它。"},
    {kVersionNumber, ErrorKind::failed_precondition, "the next version of experiment `{0}` is v{2}, not v{1}",
     "实验 `{0}` 的下一个版本是 v{2}，而不是 v{1}", "read the versions again: somebody saved one in between",
     "请重新读取版本：期间有人保存了新版本", "Versions are numbered without gaps, each one above the newest.",
     "版本号连续，每个新版本比最新版本大一。"},
    {kExperimentInUse, ErrorKind::failed_precondition, "experiment `{0}` has {1} open run(s)",
     "实验 `{0}` 还有 {1} 个未结束的运行", "stop the runs or wait for their end, then delete it",
     "请先停止运行或等待其结束，再删除", "An experiment is deleted only when none of its runs is open.",
     "只有在没有未结束的运行时才能删除实验。"},
    {kPageMark, ErrorKind::invalid_argument, "`{0}` is not a continuation mark of a list", "`{0}` 不是列表的续页标记",
     "pass the `next` of the page before unchanged, or nothing", "请原样传入上一页的 `next`，或不传",
     "Lists are read page by page; the mark of the next page comes with the page before.",
     "列表分页读取；下一页的标记由上一页给出。"},
};

}  // namespace

std::span<const Message> store() { return kEntries; }

}  // namespace aiep::messages
