//! Jobs of jars on a real Flink: programs that do what they should, and those that do not.

use crate::{House, compile, request};
use model::{
    Artifact, ClassName, JarArguments, JarProgram, JobId, JobSettings, JobState, Name, ProjectFileKind, RunOutcome,
    Text, VariableName, VariableText, job::Checkpoints,
};
use serde_json::json;
use std::{path::Path, time::Instant};
use store::{DeployFrom, JobForm, JobOrder, NewProjectFile, ProjectFile, ValueChange, VariableForm};

const COUNTING: &str = r#"
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
public class Counting {
    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        count(env);
        if (args[0].equals("throw")) throw new IllegalStateException("no numbers today, " + args[1]);
        if (args[0].equals("none")) return;
        if (args.length != 2 || !args[1].equals(" two  words")) throw new IllegalStateException(String.join("|", args));
        env.execute();
        if (args[0].equals("twice")) { count(env); env.execute(); }
        if (args[0].equals("environments")) {
            StreamExecutionEnvironment other = StreamExecutionEnvironment.getExecutionEnvironment();
            count(other);
            other.execute();
        }
    }
    static void count(StreamExecutionEnvironment env) {
        env.fromSequence(1, Long.MAX_VALUE).map(Counting::slowly).uid("slow").keyBy(n -> n % 7).reduce(Long::sum)
            .uid("sum").sinkTo(new DiscardingSink<>()).uid("sink");
    }
    static Long slowly(Long number) throws Exception {
        Thread.sleep(5);
        return number;
    }
}"#;

pub(super) async fn jars(house: &House) {
    let begun = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    let jar = upload(house, &compile(folder.path(), "Counting", COUNTING, &[])).await;
    let counting = ClassName::parse("Counting").unwrap();
    assert_eq!((jar.newest.main_class.as_ref(), &jar.newest.programs[..]), (Some(&counting), &[counting.clone()][..]));
    programs_that_make_no_job_say_why(house, &jar).await;
    of_a_program_with_two_environments_the_first_job_runs_once(house, &jar).await;
    a_program_runs_and_goes_on_in_its_next_version(house, &jar, folder.path()).await;
    let left = house.rest().jars().await.unwrap();
    assert!(left.is_empty(), "no jar stays on the cluster: {left:?}");
    println!("jars: {:?}", begun.elapsed());
}

async fn upload(house: &House, content: &[u8]) -> ProjectFile {
    let (name, kind, note) = ("counting.jar".parse().unwrap(), ProjectFileKind::Program, Text::default());
    let new = NewProjectFile { name, kind, note, most: 1 << 20 };
    let content = futures::stream::iter([Ok::<_, std::io::Error>(content.to_vec().into())]);
    house.store.add_file(&house.member.allow().unwrap(), &new, content, &request()).await.unwrap()
}

async fn job(house: &House, jar: &ProjectFile, name: &str, entry_class: Option<&str>, arguments: &str) -> JobId {
    let checkpoints = Some(Checkpoints { interval_seconds: Some(1), ..Checkpoints::default() });
    let settings = JobSettings { checkpoints, ..JobSettings::default() };
    let program = JarProgram {
        jar: jar.id,
        version: None,
        entry_class: entry_class.map(|class| ClassName::parse(class).unwrap()),
        arguments: JarArguments::parse(arguments).unwrap(),
    };
    let form = JobForm {
        name: Name::parse(name).unwrap(),
        description: Text::default(),
        artifact: Artifact::Jar(program),
        cluster: house.cluster,
        settings,
        template: None,
        labels: Default::default(),
    };
    house.store.create_job(&house.member.allow().unwrap(), &form, &request()).await.unwrap().id
}

async fn programs_that_make_no_job_say_why(house: &House, jar: &ProjectFile) {
    let secret = VariableForm {
        name: VariableName::parse("password").unwrap(),
        description: Text::default(),
        value: ValueChange::Secret(VariableText::parse("hunter22").unwrap()),
    };
    house.store.create_variable(&house.member.allow().unwrap(), &secret, &request()).await.unwrap();
    for (name, class, arguments, code) in [
        ("nowhere", Some("com.example.Nowhere"), "run", "no_entry_class"),
        ("throwing", None, "throw\n${password}", "program_threw"),
        ("nothing", None, "none\n${password}", "no_job"),
        ("twice", None, "twice\n two  words", "several_jobs"),
        ("without a value", None, "run\n${missing}", "unknown_variables"),
    ] {
        let id = job(house, jar, name, class, arguments).await;
        let error = house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await;
        let error = error.unwrap_or_else(|| panic!("{name} was deployed"));
        assert_eq!(error["code"], code, "{name}: {error}");
        assert!(!error.to_string().contains("hunter22"), "{error}");
        if name == "throwing" {
            assert!(error["params"]["said"].as_str().unwrap().starts_with("no numbers today, "), "{error}");
        }
        let run = match name {
            "without a value" => continue,
            _ => house.newest_run(id).await,
        };
        assert_eq!((run.outcome, house.job(id).await.state), (Some(RunOutcome::NotStarted), JobState::Failed));
        assert!(!run.resolved.unwrap().to_string().contains("hunter22"));
        let status = house.rest().job_status(run.flink_job_id).await;
        assert!(status.is_err() || status.is_ok_and(|state| state.is_terminal()), "{name} runs");
    }
}

/// Flink itself takes no notice of what such a program makes after its first job, and says nothing.
async fn of_a_program_with_two_environments_the_first_job_runs_once(house: &House, jar: &ProjectFile) {
    let id = job(house, jar, "environments", None, "environments\n two  words").await;
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    let running = house.rest().jobs().await.unwrap();
    assert_eq!(running.iter().filter(|job| job.name == "environments" && !job.state.is_terminal()).count(), 1);
    assert_eq!(house.ordered(id, JobOrder::Cancel).await, None);
}

async fn a_program_runs_and_goes_on_in_its_next_version(house: &House, jar: &ProjectFile, folder: &Path) {
    let id = job(house, jar, "counting jar", None, "run\n two  words").await;
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Empty.into())).await, None);
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.copies("counting jar").await, 1);
    let run = house.newest_run(id).await;
    let first = run.id;
    assert_eq!((run.jar_version_id, run.version_id), (Some(jar.newest.id), None));
    let resolved = run.resolved.unwrap();
    assert_eq!(resolved["arguments"], json!(["run", " two  words"]));
    assert_eq!((&resolved["entry_class"], &resolved["version"]), (&json!("Counting"), &json!(1)));
    assert_eq!(house.ordered(id, JobOrder::Stop { drain: false }).await, None);
    let snapshots = house.store.snapshots(&house.member.allow().unwrap(), id, 9).await.unwrap();

    std::fs::write(folder.join("news.txt"), "new").unwrap();
    let next = upload(house, &compile(folder, "Counting", COUNTING, &["news.txt"])).await;
    assert_eq!((next.id, next.newest.number), (jar.id, 2));
    assert_eq!(house.ordered(id, JobOrder::Deploy(DeployFrom::Latest.into())).await, None);
    let run = house.newest_run(id).await;
    assert_eq!((run.jar_version_id, run.restored_from.as_ref()), (Some(next.newest.id), Some(&snapshots[0].path)));
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.restored(run.flink_job_id).await.as_ref(), Some(&snapshots[0].path));

    let back = JobOrder::RollBack { run: first, start: DeployFrom::Latest.into() };
    assert_eq!(house.ordered(id, back).await, None);
    let run = house.newest_run(id).await;
    assert_eq!((run.jar_version_id, house.copies("counting jar").await), (Some(jar.newest.id), 1));
    assert_eq!(house.restored(run.flink_job_id).await, run.restored_from);
    assert_eq!(house.ordered(id, JobOrder::Upgrade(DeployFrom::Latest.into())).await, None);
    assert_eq!(house.newest_run(id).await.jar_version_id, Some(next.newest.id));
    house.job_becomes(id, JobState::Running).await;
    assert_eq!(house.ordered(id, JobOrder::Cancel).await, None);
    assert_eq!((house.job(id).await.state, house.copies("counting jar").await), (JobState::Cancelled, 0));
}
