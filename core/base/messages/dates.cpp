#include "core/base/messages/dates.h"

#include "core/base/messages/areas.h"

namespace aiep::messages {
namespace {

constexpr Message kEntries[] = {
    {kZoneUnknown, ErrorKind::invalid_argument, "there is no time zone `{0}`", "没有时区 `{0}`",
     "use an IANA name such as Asia/Shanghai or UTC", "请使用 IANA 名称，如 Asia/Shanghai 或 UTC",
     "Time zones come from the system's tz database (package tzdata).", "时区取自系统的 tz 数据库（tzdata 包）。"},
    {kDayMalformed, ErrorKind::invalid_argument, "`{0}` is no day", "`{0}` 不是有效日期",
     "write YYYYMMDD or YYYY-MM-DD, a day that exists", "请写 YYYYMMDD 或 YYYY-MM-DD，且该日期须存在",
     "A day that does not exist is refused; Linkis would silently take another one.",
     "不存在的日期会被拒绝；Linkis 会悄悄换成另一天。"},
    {kNoDateVariable, ErrorKind::not_found, "`{0}` is no date variable", "`{0}` 不是日期变量",
     "list them with `aiepctl dates`", "用 `aiepctl dates` 查看全部日期变量",
     "Each scheduler has its own list of date variables; see docs/dates.md.",
     "每个调度系统有各自的日期变量表，见 docs/dates.md。"},
    {kDateMalformed, ErrorKind::invalid_argument, "`{0}` is no valid date expression", "`{0}` 不是合法的日期表达式",
     "write name, name+N or name-N with a whole number N", "请写 名称、名称+N 或 名称-N，N 为整数",
     "Date variables know plus and minus with one whole number.", "日期变量只支持加减一个整数。"},
    {kDateOutOfRange, ErrorKind::invalid_argument, "`{0}` leaves the calendar", "`{0}` 超出日历范围",
     "use a number of at most five digits and stay within the years 1 to 9999",
     "数字最多五位，且结果须在 1 至 9999 年之间",
     "Shifts of more than 99999 units and results outside the years 1 to 9999 are refused.",
     "偏移超过 99999 个单位，或结果不在 1 至 9999 年之间，都会被拒绝。"},
    {kVariableUnknown, ErrorKind::invalid_argument, "unknown variable `{0}`", "未知变量 `{0}`",
     "declare it under `variables`, or write $${{0}} for a literal text",
     "请在 variables 中声明，或写 $${{0}} 表示原文",
     "A placeholder that nothing fills is refused; it never becomes an empty text.",
     "无法替换的占位符会被拒绝，绝不会变成空文本。"},
    {kVariableUnknownNear, ErrorKind::invalid_argument, "unknown variable `{0}`, did you mean `{1}`?",
     "未知变量 `{0}`，是否想写 `{1}`？", "write {1}, or declare `{0}` under `variables`",
     "请写 {1}，或在 variables 中声明 `{0}`",
     "A placeholder that nothing fills is refused; it never becomes an empty text.",
     "无法替换的占位符会被拒绝，绝不会变成空文本。"},
    {kVariableCycle, ErrorKind::invalid_argument, "variables refer to each other in a circle: {0}", "变量循环引用：{0}",
     "give one of them a value of its own", "请为其中一个变量赋予独立的值",
     "The value of a variable may use other variables, but not, in the end, itself.",
     "变量的值可以引用其他变量，但不能最终引用自己。"},
    {kExpansionTooLarge, ErrorKind::invalid_argument,
     "the text grows beyond {0} bytes when its variables are filled in", "填入变量后文本超过 {0} 字节",
     "use smaller values", "请使用更小的值", "Values that repeat each other can grow without bound; there is a limit.",
     "互相重复的值会无限增长，因此设有上限。"},
    {kVariableTooDeep, ErrorKind::invalid_argument,
     "variable `{0}` stands in more than {1} others, one inside the other", "变量 `{0}` 的嵌套超过 {1} 层",
     "give it, or one that uses it, a value without placeholders", "请为它或引用它的变量赋予不含占位符的值",
     "Variables may use variables, but so long a chain is a generator's mistake.",
     "变量可以引用变量，但这么长的链通常是生成程序的错误。"},
    {kArithmeticOnText, ErrorKind::invalid_argument, "`{0}` calculates, but the variable `{1}` is no number",
     "`{0}` 中有运算，但变量 `{1}` 不是数字", "declare `{1}` with type number, or write $${{1}} and the text behind it",
     "请将 `{1}` 声明为 number 类型，或写 $${{1}} 再接文本",
     "Only numbers know +, -, * and /. A value such as 007 is a text, and so is every variable of another type.",
     "只有数字支持 +、-、*、/。007 这样的值是文本，其他类型的变量也都是文本。"},
    {kArithmeticOperand, ErrorKind::invalid_argument, "`{0}` calculates with `{1}`, which is no number",
     "`{0}` 用 `{1}` 运算，但它不是数字", "write a number or the name of a number variable behind the operator",
     "运算符后请写数字或 number 变量名", "An expression has one operator: name+N, name-N, name*N or name/N.",
     "表达式只能有一个运算符：名称+N、名称-N、名称*N 或 名称/N。"},
    {kArithmeticOperandNear, ErrorKind::invalid_argument,
     "`{0}` calculates with `{1}`, which is no number; did you mean `{2}`?",
     "`{0}` 用 `{1}` 运算，但它不是数字；是否想写 `{2}`？", "write {2}, or a number", "请写 {2} 或一个数字",
     "An expression has one operator: name+N, name-N, name*N or name/N.",
     "表达式只能有一个运算符：名称+N、名称-N、名称*N 或 名称/N。"},
    {kDivisionByZero, ErrorKind::invalid_argument, "`{0}` divides by zero", "`{0}` 除以零",
     "give the divisor another value", "请为除数赋予其他值", "A division by zero has no value.", "除以零没有结果。"},
    {kNumberTooLong, ErrorKind::invalid_argument, "the result of `{0}` has more than {1} digits",
     "`{0}` 的结果超过 {1} 位", "use smaller numbers", "请使用更小的数字",
     "Numbers are calculated exactly; there is a limit to their length.", "数字按精确值计算，但长度设有上限。"},
};

}  // namespace

std::span<const Message> dates() { return kEntries; }

}  // namespace aiep::messages
