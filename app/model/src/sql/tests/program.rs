use super::{super::*, generator::Generator};
use crate::RuntimeMode::{self, Batch, Streaming};

const T: &str = "CREATE TABLE t (a INT) WITH ('connector'='print')";

fn read(text: &str, mode: RuntimeMode) -> Program {
    program(text, mode).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// What is wrong with each of which pieces of a script.
fn wrong(text: &str, mode: RuntimeMode) -> Vec<(SqlCode, &str)> {
    let problems = program(text, mode).unwrap_err().into_iter();
    problems.map(|problem| (problem.code, &text[problem.range])).collect()
}

fn texts(statements: &[ProgramStatement]) -> Vec<&str> {
    statements.iter().map(|statement| statement.text.as_str()).collect()
}

#[test]
fn what_comes_before_the_insert_is_the_setup_in_its_order() {
    let text = format!(
        "-- hi\n{T};\nSET 'a' = 'b'; USE d; ADD JAR 'x.jar'; LOAD MODULE m; RESET 'a';\nINSERT INTO t SELECT 1;"
    );
    let program = read(&text, Streaming);
    let setup = [T, "SET 'a' = 'b'", "USE d", "ADD JAR 'x.jar'", "LOAD MODULE m", "RESET 'a'"];
    assert_eq!(texts(&program.setup), setup);
    assert!(program.setup.iter().all(|statement| text[statement.range.clone()] == statement.text));
    let [step] = program.steps.as_slice() else { panic!() };
    assert_eq!((step.text.as_str(), step.setup.len()), ("INSERT INTO t SELECT 1", 0));
}

#[test]
fn one_insert_or_one_set_is_sent_as_it_is() {
    for alone in ["INSERT INTO t SELECT 1", "EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1; END"] {
        assert_eq!(read(alone, Streaming).steps[0].text, alone);
    }
    let set = read("BEGIN STATEMENT SET;\nINSERT INTO t SELECT 1; END;", Streaming);
    assert_eq!(set.steps[0].text, "EXECUTE STATEMENT SET BEGIN \nINSERT INTO t SELECT 1; END");
}

#[test]
fn the_inserts_of_a_streaming_script_are_one_job() {
    let text = "EXECUTE /**/ INSERT INTO a SELECT 1; BEGIN STATEMENT SET; INSERT INTO b SELECT 2; INSERT INTO c SELECT 3; END;\n\
        INSERT INTO d SELECT 4 -- last";
    let program = read(text, Streaming);
    let [step] = program.steps.as_slice() else { panic!() };
    let inserts =
        ["INSERT INTO a SELECT 1", "INSERT INTO b SELECT 2", "INSERT INTO c SELECT 3", "INSERT INTO d SELECT 4"];
    assert_eq!(step.text, format!("EXECUTE STATEMENT SET BEGIN\n{};\nEND", inserts.join(";\n")));
    assert_eq!(step.ranges.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>(), inserts);
    assert_eq!(classify(&step.text), Verdict::Allowed);
}

#[test]
fn each_insert_of_a_batch_script_is_a_step_with_what_prepares_it() {
    let text = format!("{T}; INSERT INTO t SELECT 1; SET 'a'='b'; BEGIN STATEMENT SET; INSERT INTO t SELECT 2; END;");
    let program = read(&text, Batch);
    assert_eq!(texts(&program.setup), [T]);
    let steps: Vec<_> = program.steps.iter().map(|step| (texts(&step.setup), step.text.as_str())).collect();
    let set = "EXECUTE STATEMENT SET BEGIN  INSERT INTO t SELECT 2; END";
    assert_eq!(steps, [(vec![], "INSERT INTO t SELECT 1"), (vec!["SET 'a'='b'"], set)]);
}

#[test]
fn nothing_is_moved_past_an_insert() {
    let text = format!("INSERT INTO t SELECT 1; {T}; INSERT INTO t SELECT 2; SET 'a'='b'");
    assert_eq!(wrong(&text, Streaming), [(SqlCode::ChangeAfterInsert, T), (SqlCode::ChangeAfterInsert, "SET 'a'='b'")]);
    assert_eq!(wrong(&text, Batch), [(SqlCode::ChangeAfterLastInsert, "SET 'a'='b'")]);
}

#[test]
fn what_is_no_job_is_refused_where_it_stands() {
    for rows in ["SELECT 1", "SHOW TABLES", "SHOW JOBS", "DESCRIBE t", "EXPLAIN INSERT INTO t SELECT 1", "SET"] {
        let text = format!("INSERT INTO t SELECT 1; {rows}");
        let problems = wrong(&text, Batch);
        assert!(matches!(problems.as_slice(), [(SqlCode::RowsInJob { .. }, at)] if *at == rows), "{problems:?}");
    }
    let others = "CALL p()|STOP JOB 'x'|UPDATE t SET a = 1|DELETE FROM t|TRUNCATE TABLE t|ANALYZE TABLE t COMPUTE STATISTICS|\
        COMPILE PLAN 'x' FOR INSERT INTO t SELECT 1|EXECUTE PLAN 'x'|COMPILE AND EXECUTE PLAN 'x' FOR INSERT INTO t SELECT 1|\
        CREATE MATERIALIZED TABLE m AS SELECT 1|ALTER MATERIALIZED TABLE m SUSPEND|DROP MATERIALIZED TABLE m|END|NONSENSE";
    for other in others.split('|') {
        let text = format!("{other}; INSERT INTO t SELECT 1");
        let problems = wrong(&text, Streaming);
        assert!(matches!(problems.as_slice(), [(SqlCode::NotInJob { .. }, at)] if *at == other), "{problems:?}");
    }
    let ctas = "CREATE TABLE u AS SELECT 1";
    assert_eq!(wrong(ctas, Streaming), [(SqlCode::CreateTableAsInJob, ctas)]);
}

#[test]
fn a_script_without_inserts_is_no_job() {
    for text in ["", "-- nothing", T] {
        assert_eq!(wrong(text, Streaming), [(SqlCode::NoInsert, text)]);
    }
    let empty = "EXECUTE STATEMENT SET BEGIN END";
    assert_eq!(wrong(&format!("{empty}; INSERT INTO t SELECT 1"), Streaming), [(SqlCode::NoInsert, empty)]);
}

#[test]
fn what_may_not_be_sent_is_refused_at_its_place_in_the_script() {
    let text = format!("{T};\nSET 'rest.port' = '1';\nADD JAR '/x.jar'; SELECT ${{a}}; INSERT INTO t SELECT ${{b}}");
    let problems = wrong(&text, Streaming);
    let places: Vec<_> = problems.iter().map(|(_, place)| *place).collect();
    assert_eq!(places, ["'rest.port'", "'/x.jar'", "SELECT ${a}", "${b}"]);
    assert!(matches!(problems[0].0, SqlCode::SettingRefused { .. }));
    assert_eq!(wrong("INSERT INTO t SELECT 'a", Streaming), [(SqlCode::UnterminatedString, "'a")]);
}

#[test]
fn the_scripts_word_on_the_mode_wins() {
    let batch = "SET 'execution.runtime-mode' = 'BATCH'; ";
    assert_eq!(read(&format!("{batch}INSERT INTO t SELECT 1; INSERT INTO t SELECT 2"), Streaming).steps.len(), 2);
    assert_eq!(
        read(&format!("{batch}{batch}INSERT INTO t SELECT 1; {batch}INSERT INTO t SELECT 2"), Streaming).mode,
        Batch
    );
    assert_eq!(read(&format!("{batch}RESET; INSERT INTO t SELECT 1"), Streaming).mode, Streaming);
    assert_eq!(read("SET execution.runtime-mode = streaming; INSERT INTO t SELECT 1", Batch).mode, Streaming);
}

#[test]
fn a_script_has_one_mode() {
    let set = |mode: &str| format!("SET 'execution.runtime-mode' = '{mode}'");
    let (batch, streaming, other) = (set("batch"), set("streaming"), set("automatic"));
    let insert = "INSERT INTO t SELECT 1";
    let two = |first| SqlCode::TwoRuntimeModes { first };
    assert_eq!(wrong(&format!("{batch};{streaming};{insert}"), Streaming), [(two(Batch), streaming.as_str())]);
    assert_eq!(wrong(&format!("{insert};{batch};{insert}"), Streaming), [(two(Streaming), batch.as_str())]);
    assert_eq!(wrong(&format!("{batch};{insert};RESET;{insert}"), Streaming), [(two(Batch), "RESET")]);
    let unknown = SqlCode::NotARuntimeMode { given: "automatic".into() };
    assert_eq!(wrong(&format!("{other};{insert}"), Batch), [(unknown, other.as_str())]);
}

#[test]
fn what_set_and_reset_leave_in_force_is_told() {
    let program =
        read("SET 'a'='1'; SET b.c = 2; SET 'a'='3'; SET 'd'='4'; RESET 'd'; INSERT INTO t SELECT 1", Streaming);
    let settings: Vec<_> = program.settings().into_iter().collect();
    assert_eq!(settings, [("a", "3"), ("b.c", "2")].map(|(key, value)| (key.into(), value.into())));
    assert!(read("SET 'a'='1'; RESET; INSERT INTO t SELECT 1", Streaming).settings().is_empty());
}

#[test]
fn before_a_step_all_is_set_up_again_but_what_lasts() {
    let text = "USE CATALOG c; CREATE TABLE kept (a INT); CREATE TEMPORARY VIEW v AS SELECT 1; SET 'a'='1'; \
        INSERT INTO t SELECT 1; DROP TABLE kept; SET 'a'='2'; SET 'b'='3'; INSERT INTO t SELECT 2; RESET 'b'; INSERT INTO t SELECT 3";
    let program = read(text, Batch);
    let setup = |step| program.setup_of(step).into_iter().map(|it| it.text.as_str()).collect::<Vec<_>>();
    let view = "CREATE TEMPORARY VIEW v AS SELECT 1";
    assert_eq!(setup(0), ["USE CATALOG c", "CREATE TABLE kept (a INT)", view, "SET 'a'='1'"]);
    let second = ["USE CATALOG c", view, "SET 'a'='1'", "DROP TABLE kept", "SET 'a'='2'", "SET 'b'='3'"];
    assert_eq!(setup(1), second);
    let third = ["USE CATALOG c", view, "SET 'a'='1'", "SET 'a'='2'", "SET 'b'='3'", "RESET 'b'"];
    assert_eq!(setup(2), third);
    let settings = |step| program.settings_of(step).into_iter().map(|(key, value)| key + &value).collect::<Vec<_>>();
    assert_eq!([settings(0), settings(1), settings(2)], [vec!["a1"], vec!["a2", "b3"], vec!["a2"]]);
}

/// Every byte of what is sent that came from the script is found there.
fn check_places(text: &str, step: &ProgramStep) {
    let mut found = 0;
    for offset in (0..step.text.len()).filter(|&offset| step.text.is_char_boundary(offset)) {
        if let Some(place) = step.in_script(offset) {
            let same = text[place..].chars().next() == step.text[offset..].chars().next();
            assert!(same || place == step.ranges[0].start, "{text:?} {offset}");
            found += usize::from(same);
        }
    }
    assert!(found > 0, "{text:?}");
}

#[test]
fn places_in_what_is_sent_are_found_in_the_script() {
    let several = "INSERT INTO 表 SELECT 1; EXECUTE INSERT INTO b SELECT '𠮷'";
    for text in [several, "; INSERT INTO t SELECT 1", "-- x\nBEGIN STATEMENT SET; INSERT INTO t SELECT 1; END;"] {
        check_places(text, &read(text, Streaming).steps[0]);
    }
    let step = &read(several, Streaming).steps[0];
    assert_eq!((step.in_script(0), step.in_script(step.text.len())), (None, None));
}

#[test]
fn no_script_panics_and_every_problem_has_a_place() {
    let mut generator = Generator::new(4);
    for _ in 0..20_000 {
        let text = format!("{};INSERT INTO t SELECT 1;{}", generator.script(), generator.script());
        for mode in [Streaming, Batch] {
            match program(&text, mode) {
                Ok(program) => program.steps.iter().for_each(|step| check_places(&text, step)),
                Err(problems) => {
                    assert!(!problems.is_empty());
                    assert!(problems.iter().all(|problem| text.get(problem.range.clone()).is_some()), "{text:?}");
                }
            }
        }
        secret_literals(&text);
    }
}
