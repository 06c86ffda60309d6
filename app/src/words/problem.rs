//! A sentence for every code of the model.

use crate::locale::Language;
use model::{Code, flink::OptionKind};

/// What is wrong and what to do, as a sentence.
pub fn problem(language: Language, code: &Code) -> String {
    match language {
        Language::En => english(code),
        Language::Zh => chinese(code),
    }
}

fn english(code: &Code) -> String {
    match code {
        Code::Required => "Please fill this in.".into(),
        Code::TooShort { least } => format!("At least {least} characters."),
        Code::TooLong { most } => format!("At most {most} characters."),
        Code::ForbiddenCharacter { character } => {
            format!("The character {character} is not visible and may mislead readers. Please remove it.")
        }
        Code::NameTaken { name } => format!("“{name}” is taken. Please choose another name."),
        Code::StaleRevision { now } => {
            format!("Somebody else saved revision {now} in the meantime. Compare the two, then save again.")
        }
        Code::NotAChoice => "Please choose one of the values offered.".into(),
        Code::NotANumber { least, most } => format!("A whole number from {least} to {most}."),
        Code::NotAnEmail => "This is not an e-mail address.".into(),
        Code::NotAnAddress => "An address such as https://flink.example:8081, without name and password.".into(),
        Code::NotATimeZone => "This time zone is not known. An example is Europe/Berlin.".into(),
        Code::PasswordsDiffer => "The two passwords differ.".into(),
        Code::SignInFailed => "The name or the password is wrong.".into(),
        Code::TryAgainLater { seconds } => format!("Too many attempts. Please try again in {seconds} s."),
        Code::LinkSpent => "This link was used already or is too old. Please ask for a new one.".into(),
        Code::LastOwner => "A project needs an owner. Please make somebody else an owner first.".into(),
        Code::LastAdministrator => "An administrator is needed. Please make somebody else one first.".into(),
        Code::ProjectArchived => "The project is archived and can only be read. An owner can bring it back.".into(),
        Code::NoSuchUser => "There is no such person.".into(),
        Code::ConfirmationDiffers => "Please type the name exactly as it is shown.".into(),
        Code::MovedIntoItself => "A folder cannot be moved into itself.".into(),
        Code::NotEmpty => "It is not empty.".into(),
        Code::OperationUnderWay => "Something else is being done with it; wait until that is over.".into(),
        Code::QuotaExceeded { most } => format!("There is room for {} only.", bytes(*most)),
        Code::Missing => "It does not exist any more. Please choose another.".into(),
        Code::AddressRefused { host } => {
            format!("{host} must not be reached from here. An administrator can allow it in the settings.")
        }
        Code::NotAJar => "This is not a jar file: a ZIP file with Java classes in it.".into(),
        Code::DamagedJar => "The jar is damaged or cut off. Build or download it again.".into(),
        Code::UnpacksTooLarge { most } => {
            format!("Unpacked, the jar is larger than {}. It is not accepted.", bytes(*most))
        }
        Code::TooManyEntries { most } => format!("The jar holds more than {most} files. It is not accepted."),
        Code::SameAsVersion { number } => format!("Version {number} has exactly this content already."),
        Code::NotAClassName => "The name of a class with its package, such as com.example.Orders.".into(),
        Code::NoMainClass => "The jar’s manifest names no class to run. Please choose or type one.".into(),
        Code::NotPem => "PEM text is expected, with its BEGIN and END lines.".into(),
        Code::TooLarge { most } => format!("At most {}.", bytes(*most)),
        Code::TooDeep { most } => format!("Folders can be nested {most} levels deep."),
        Code::InheritsFromItself => "A template cannot inherit from itself, nor from one that inherits from it.".into(),
        Code::TooManyInARow { most } => format!("At most {most} templates can inherit from each other in a row."),
        Code::InUse { by } => format!("It is being used by {}.", by.join(", ")),
        Code::NotAFileName { ending } => format!("A file name without a path that ends in {ending}."),
        Code::NotGranted => "This project may not use it for that. An administrator can grant it.".into(),
        Code::NoSuchFile { name } => format!("The project has no jar “{name}”. Upload it under Jars."),
        Code::FileOutOfReach { name } => {
            format!(
                "“{name}” cannot be handed to this cluster: it runs elsewhere. Put the jar on the cluster, or use the local engine."
            )
        }
        Code::ForeignJob { job } => format!("The job {job} is none of this project's."),
        Code::NoGateway => "This cluster has no SQL Gateway, so statements cannot be sent to it.".into(),
        Code::EngineNotRunning => "The local engine does not run. An administrator can start it on its page.".into(),
        Code::Sql { problem } => super::sql_problem(Language::En, problem),
        Code::EngineElsewhere => "The local engine belongs to another host of this installation.".into(),
        Code::InLine { line, problem } => format!("Line {line}: {}", english(problem)),
        Code::TooMany { most } => format!("At most {most} of them."),
        Code::GivenTwice { name } => format!("“{name}” is given twice."),
        Code::NotAVariableName => "A letter or _, then letters, digits, _, - and full stops.".into(),
        Code::NoSuchVariable { name } => format!("The variable “{name}” has no value. Add it under Variables."),
        Code::NotAKeyAndValue => "A key and a value are expected: key: value.".into(),
        Code::FlinkKeyRefused { key, rule } => {
            format!("The setting “{key}” belongs to the cluster and cannot be set for a job (rule: {rule}).")
        }
        Code::UnknownFlinkKey { key, near: Some(near) } => format!("Flink has no setting “{key}”. Is “{near}” meant?"),
        Code::UnknownFlinkKey { key, near: None } => format!("Flink has no setting “{key}” for jobs."),
        Code::BadFlinkValue { key, expected } => format!("“{key}” needs {}.", flink_value(Language::En, expected)),
        Code::HasOwnField { key, .. } => format!("“{key}” has a field of its own in this form. Please use that."),
        Code::NotASnapshotPath => "A path such as s3://bucket/savepoints/savepoint-1 or file:/data/savepoint-1.".into(),
        Code::BatchHasNoSavepoints => "This is a batch job: no savepoints can be taken of it.".into(),
        Code::NotInThisState { state } => {
            format!("This is not possible while the job is {}.", job_state(Language::En, state))
        }
    }
}

fn chinese(code: &Code) -> String {
    match code {
        Code::Required => "请填写此项。".into(),
        Code::TooShort { least } => format!("至少 {least} 个字符。"),
        Code::TooLong { most } => format!("最多 {most} 个字符。"),
        Code::ForbiddenCharacter { character } => format!("字符 {character} 不可见，可能误导他人，请删除。"),
        Code::NameTaken { name } => format!("“{name}”已被使用，请换一个名称。"),
        Code::StaleRevision { now } => format!("其他人已保存修订 {now}。请比较两个版本后再保存。"),
        Code::NotAChoice => "请从给出的值中选择。".into(),
        Code::NotANumber { least, most } => format!("请填写 {least} 到 {most} 之间的整数。"),
        Code::NotAnEmail => "这不是有效的电子邮件地址。".into(),
        Code::NotAnAddress => "请填写形如 https://flink.example:8081 的地址，不带用户名和密码。".into(),
        Code::NotATimeZone => "未知时区。示例：Asia/Shanghai。".into(),
        Code::PasswordsDiffer => "两次输入的密码不一致。".into(),
        Code::SignInFailed => "用户名或密码错误。".into(),
        Code::TryAgainLater { seconds } => format!("尝试次数过多，请在 {seconds} 秒后重试。"),
        Code::LinkSpent => "链接已使用或已过期，请重新获取。".into(),
        Code::LastOwner => "项目必须有所有者。请先指定另一位所有者。".into(),
        Code::LastAdministrator => "系统必须有管理员。请先指定另一位管理员。".into(),
        Code::ProjectArchived => "项目已归档，只能查看。所有者可以恢复它。".into(),
        Code::NoSuchUser => "没有这个用户。".into(),
        Code::ConfirmationDiffers => "请按所示名称原样输入。".into(),
        Code::MovedIntoItself => "文件夹不能移动到自身之内。".into(),
        Code::NotEmpty => "其中还有内容。".into(),
        Code::OperationUnderWay => "正在对其执行其他操作，请等待完成。".into(),
        Code::QuotaExceeded { most } => format!("空间上限为 {}。", bytes(*most)),
        Code::Missing => "它已不存在，请另选一个。".into(),
        Code::AddressRefused { host } => format!("不允许从这里访问 {host}。管理员可在设置中放行。"),
        Code::NotAJar => "这不是 jar 文件（包含 Java 类的 ZIP 文件）。".into(),
        Code::DamagedJar => "jar 文件已损坏或不完整，请重新构建或下载。".into(),
        Code::UnpacksTooLarge { most } => format!("jar 解压后超过 {}，不予接受。", bytes(*most)),
        Code::TooManyEntries { most } => format!("jar 中的文件超过 {most} 个，不予接受。"),
        Code::SameAsVersion { number } => format!("版本 {number} 的内容与此完全相同。"),
        Code::NotAClassName => "请填写带包名的类名，如 com.example.Orders。".into(),
        Code::NoMainClass => "jar 的清单没有指明要运行的类，请选择或填写一个。".into(),
        Code::NotPem => "需要 PEM 文本，包含 BEGIN 和 END 行。".into(),
        Code::TooLarge { most } => format!("最多 {}。", bytes(*most)),
        Code::TooDeep { most } => format!("文件夹最多嵌套 {most} 层。"),
        Code::InheritsFromItself => "模板不能继承自身，也不能继承自其下级模板。".into(),
        Code::TooManyInARow { most } => format!("模板最多逐级继承 {most} 层。"),
        Code::InUse { by } => format!("正在被使用：{}。", by.join("、")),
        Code::NotAFileName { ending } => format!("请填写以 {ending} 结尾、不含路径的文件名。"),
        Code::NotGranted => "此项目未获准这样使用它，可请管理员授权。".into(),
        Code::NoSuchFile { name } => format!("项目中没有 jar“{name}”。请在“Jar 文件”中上传。"),
        Code::FileOutOfReach { name } => {
            format!("“{name}”无法传到此集群，它运行在别处。请把 jar 放到集群上，或使用本地引擎。")
        }
        Code::ForeignJob { job } => format!("作业 {job} 不属于此项目。"),
        Code::NoGateway => "此集群没有 SQL Gateway，无法发送语句。".into(),
        Code::EngineNotRunning => "本地引擎没有运行。管理员可以在其页面上启动。".into(),
        Code::Sql { problem } => super::sql_problem(Language::Zh, problem),
        Code::EngineElsewhere => "本地引擎属于另一台主机。".into(),
        Code::InLine { line, problem } => format!("第 {line} 行：{}", chinese(problem)),
        Code::TooMany { most } => format!("最多 {most} 个。"),
        Code::GivenTwice { name } => format!("“{name}”重复。"),
        Code::NotAVariableName => "请以字母或 _ 开头，后接字母、数字、_、- 或 .。".into(),
        Code::NoSuchVariable { name } => format!("变量“{name}”没有值。请在“变量”中添加。"),
        Code::NotAKeyAndValue => "请按“键: 值”填写。".into(),
        Code::FlinkKeyRefused { key, rule } => format!("设置“{key}”属于集群，不能为作业修改（规则：{rule}）。"),
        Code::UnknownFlinkKey { key, near: Some(near) } => format!("Flink 没有设置“{key}”。是否为“{near}”？"),
        Code::UnknownFlinkKey { key, near: None } => format!("Flink 没有可用于作业的设置“{key}”。"),
        Code::BadFlinkValue { key, expected } => format!("“{key}”需要{}。", flink_value(Language::Zh, expected)),
        Code::HasOwnField { key, .. } => format!("“{key}”在此表单中有单独的字段，请使用该字段。"),
        Code::NotASnapshotPath => {
            "请填写形如 s3://bucket/savepoints/savepoint-1 或 file:/data/savepoint-1 的路径。".into()
        }
        Code::BatchHasNoSavepoints => "这是批处理作业，不能创建保存点。".into(),
        Code::NotInThisState { state } => format!("作业{}时不能这样做。", job_state(Language::Zh, state)),
    }
}

/// What Flink expects, as the end of a sentence.
fn flink_value(language: Language, kind: &OptionKind) -> String {
    let (english, chinese) = match kind {
        OptionKind::Enum(values) => {
            let values = values.join(", ");
            return match language {
                Language::En => format!("one of {values}"),
                Language::Zh => format!("以下之一：{values}"),
            };
        }
        OptionKind::Boolean => ("true or false", " true 或 false"),
        OptionKind::Integer | OptionKind::Long => ("a whole number", "整数"),
        OptionKind::Double => ("a number, as 0.5", "数字，如 0.5"),
        OptionKind::Duration => ("a time, as 500 ms or 1 h", "时长，如 500 ms 或 1 h"),
        OptionKind::MemorySize => ("a size, as 64 mb", "大小，如 64 mb"),
        OptionKind::String => ("a text", "文本"),
        OptionKind::List => ("values with ; between them", "以 ; 分隔的值"),
        OptionKind::Map => ("pairs key:value with , between them", "以 , 分隔的“键:值”"),
    };
    match language {
        Language::En => english.into(),
        Language::Zh => chinese.into(),
    }
}

/// What a job is, by [`model::JobState::as_str`], within a sentence.
fn job_state(language: Language, state: &str) -> &str {
    let (english, chinese) = match state {
        "new" => ("not deployed yet", "尚未部署"),
        "starting" => ("starting", "启动"),
        "running" => ("running", "运行"),
        "restarting" => ("restarting", "重启"),
        "stopping" => ("being stopped", "停止过程中"),
        "suspended" => ("suspended", "已挂起"),
        "finished" => ("finished", "已完成"),
        "failed" => ("failed", "已失败"),
        "cancelled" => ("cancelled", "已取消"),
        "ended" => ("over", "已结束"),
        "unknown" => ("in an unknown state, as its cluster cannot be reached", "状态未知（无法访问其集群）"),
        other => (other, other),
    };
    match language {
        Language::En => english,
        Language::Zh => chinese,
    }
}

/// `1.5 GiB`: a size as people read it, the same in both languages.
pub fn bytes(count: i64) -> String {
    const UNITS: [&str; 5] = ["B", "KiB", "MiB", "GiB", "TiB"];
    let mut value = count.max(0) as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit + 1 < UNITS.len() {
        value /= 1024.0;
        unit += 1;
    }
    match unit {
        0 => format!("{count} B"),
        _ if value >= 100.0 || value.fract() < 0.05 => format!("{value:.0} {}", UNITS[unit]),
        _ => format!("{value:.1} {}", UNITS[unit]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let sizes = [0, 1023, 1024, 1536, 268_435_456, 1_610_612_736].map(bytes);
        assert_eq!(sizes, ["0 B", "1023 B", "1 KiB", "1.5 KiB", "256 MiB", "1.5 GiB"]);
    }
}
