//! A sentence for everything that can be wrong with SQL, or is not allowed in it.

use crate::locale::Language;
use model::{RuntimeMode, sql::SqlCode};

/// What is wrong and what to do, as a sentence.
pub fn sql_problem(language: Language, code: &SqlCode) -> String {
    match language {
        Language::En => english(code),
        Language::Zh => chinese(code),
    }
}

fn english(code: &SqlCode) -> String {
    match code {
        SqlCode::UnterminatedString => "This text has no closing quote.".into(),
        SqlCode::UnterminatedIdentifier => "This name has no closing back-tick on its line.".into(),
        SqlCode::UnterminatedDoubleQuoted => "This has no closing double quote.".into(),
        SqlCode::UnterminatedComment => "This comment has no end: */ is missing.".into(),
        SqlCode::UnterminatedHint => "This hint has no end: */ is missing.".into(),
        SqlCode::UnterminatedPlaceholder => "This placeholder has no closing brace on its line.".into(),
        SqlCode::UnterminatedStatementSet => "This statement set has no END.".into(),
        SqlCode::ForbiddenCharacter { character } => {
            format!(
                "Flink does not accept the character {character} here. Is it a full-width sign or an invisible one?"
            )
        }
        SqlCode::NotOneStatement { count: 0 } => "There is no statement here.".into(),
        SqlCode::NotOneStatement { count } => format!("One statement at a time: these are {count}."),
        SqlCode::PlaceholderLeft { name } => format!("The placeholder “{name}” has no value."),
        SqlCode::SettingRefused { key, rule } => {
            format!("The setting “{key}” belongs to the cluster and cannot be set in a session (rule: {rule}).")
        }
        SqlCode::SettingUnreadable => "A setting is written as SET 'key' = 'value', with one plain text each.".into(),
        SqlCode::DialectRefused { dialect } => {
            format!("Only Flink’s own SQL dialect can be used here, not “{dialect}”.")
        }
        SqlCode::JarNotAProjectFile { path } => {
            format!(
                "“{path}” is not a file of the project. Upload the jar under Jars and name it alone: ADD JAR 'name.jar'."
            )
        }
        SqlCode::JarUnreadable => "Name the jar in one plain text: ADD JAR 'name.jar'.".into(),
        SqlCode::NotAJobId { given } => format!("“{given}” is not the id of a job: 32 hexadecimal digits."),
        SqlCode::NotAnInsertInStatementSet { .. } => "A statement set holds INSERT statements only.".into(),
        SqlCode::NoInsert => "There is no INSERT here, so there is nothing to run as a job.".into(),
        SqlCode::RowsInJob { .. } => "A job does not show rows. Run this in the SQL workspace, or take it out.".into(),
        SqlCode::NotInJob { .. } => {
            "This cannot stand in a job’s script, which prepares tables and inserts into them.".into()
        }
        SqlCode::CreateTableAsInJob => {
            "Write CREATE TABLE and INSERT instead: CREATE TABLE … AS starts a job of its own.".into()
        }
        SqlCode::ChangeAfterInsert => {
            "All INSERTs of a streaming script are one job. Put this before the first of them.".into()
        }
        SqlCode::ChangeAfterLastInsert => "Nothing runs after this. Put it before an INSERT, or take it out.".into(),
        SqlCode::TwoRuntimeModes { first } => {
            let first = first.as_str();
            format!("A script runs in one mode, and this would change it; up to here it is {first}.")
        }
        SqlCode::NotARuntimeMode { given } => format!("The mode is streaming or batch, not “{given}”."),
    }
}

fn chinese(code: &SqlCode) -> String {
    match code {
        SqlCode::UnterminatedString => "字符串缺少右引号。".into(),
        SqlCode::UnterminatedIdentifier => "名称在本行缺少右反引号。".into(),
        SqlCode::UnterminatedDoubleQuoted => "缺少右双引号。".into(),
        SqlCode::UnterminatedComment => "注释没有结束，缺少 */。".into(),
        SqlCode::UnterminatedHint => "提示没有结束，缺少 */。".into(),
        SqlCode::UnterminatedPlaceholder => "占位符在本行缺少右花括号。".into(),
        SqlCode::UnterminatedStatementSet => "语句集缺少 END。".into(),
        SqlCode::ForbiddenCharacter { character } => {
            format!("Flink 不接受此处的字符 {character}。是否为全角或不可见字符？")
        }
        SqlCode::NotOneStatement { count: 0 } => "这里没有语句。".into(),
        SqlCode::NotOneStatement { count } => format!("一次只能运行一条语句，这里有 {count} 条。"),
        SqlCode::PlaceholderLeft { name } => format!("占位符“{name}”没有值。"),
        SqlCode::SettingRefused { key, rule } => format!("设置“{key}”属于集群，不能在会话中修改（规则：{rule}）。"),
        SqlCode::SettingUnreadable => "设置应写为 SET 'key' = 'value'，各为一个普通字符串。".into(),
        SqlCode::DialectRefused { dialect } => format!("这里只能使用 Flink 自己的 SQL 方言，不能使用“{dialect}”。"),
        SqlCode::JarNotAProjectFile { path } => {
            format!("“{path}”不是项目文件。请先在“Jar 文件”中上传，然后只写文件名：ADD JAR 'name.jar'。")
        }
        SqlCode::JarUnreadable => "请用一个普通字符串写出 jar 名称：ADD JAR 'name.jar'。".into(),
        SqlCode::NotAJobId { given } => format!("“{given}”不是作业编号：应为 32 位十六进制数字。"),
        SqlCode::NotAnInsertInStatementSet { .. } => "语句集中只能包含 INSERT 语句。".into(),
        SqlCode::NoInsert => "这里没有 INSERT，没有可作为作业运行的内容。".into(),
        SqlCode::RowsInJob { .. } => "作业不显示结果。请在 SQL 工作区中运行此语句，或将其删除。".into(),
        SqlCode::NotInJob { .. } => "作业脚本中不能有此语句：作业脚本只准备表并写入数据。".into(),
        SqlCode::CreateTableAsInJob => "请改写为 CREATE TABLE 和 INSERT：CREATE TABLE … AS 会自行启动作业。".into(),
        SqlCode::ChangeAfterInsert => "流式脚本的所有 INSERT 合为一个作业。请把此语句放在第一条 INSERT 之前。".into(),
        SqlCode::ChangeAfterLastInsert => "此后没有要运行的内容。请把它放在某条 INSERT 之前，或将其删除。".into(),
        SqlCode::TwoRuntimeModes { first } => {
            let first = match first {
                RuntimeMode::Streaming => "流式",
                RuntimeMode::Batch => "批",
            };
            format!("一个脚本只能以一种模式运行，此语句会改变它；在此之前为{first}模式。")
        }
        SqlCode::NotARuntimeMode { given } => format!("运行模式只能是 streaming 或 batch，不能是“{given}”。"),
    }
}
