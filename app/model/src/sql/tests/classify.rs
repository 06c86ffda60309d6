use super::super::*;

fn code(source: &str) -> SqlCode {
    match classify(source) {
        Verdict::Refused(problem) => {
            assert!(problem.range.end <= source.len() && source.get(problem.range.clone()).is_some());
            problem.code
        }
        other => panic!("{source}: {other:?}"),
    }
}

fn refused_rule(source: &str) -> String {
    match code(source) {
        SqlCode::SettingRefused { rule, .. } => rule,
        other => panic!("{source}: {other:?}"),
    }
}

#[test]
fn a_refused_setting_cannot_be_disguised() {
    for source in [
        "SET 'rest.address' = 'x'",
        "set 'REST.ADDRESS'='x'",
        "SET rest.address = x",
        "SET rest.address=x",
        "SET\n\trest.address\n=\n'x'",
        "SET ' rest.address ' = 'x'",
        "SET /* c */ 'rest.address' -- d\n = 'x'",
        "// c\nSET 'rest.address' = 'x'",
        "-- c\rSET 'rest.address' = 'x'",
        "/***/ x */ SET 'rest.address' = 'x'",
        "/* a /* b */ SET 'rest.address' = 'x'",
        "\0\u{b}SET rest.address = x",
        "\u{feff}SET 'rest.address' = 'x'",
        r"SET U&'\0072est.address' = 'x'",
        "SET U&'!0072est.address' UESCAPE '!' = 'x'",
        "SET _utf8'rest.address' = 'x'",
        "SET n'rest.address' = 'x'",
        "SET 'rest.'\n'address' = 'x'",
        "SET 'rest.address' = 'x';",
        "RESET 'rest.address'",
        "RESET rest.address",
        "RESET 'rest' '.address'",
        "SET /**/rest.address = x",
    ] {
        assert_eq!(refused_rule(source), "rest.*", "{source}");
    }
    for source in ["SET X'72' = 'x'", "SET `rest.address` = 'x'", "SET \"rest.address\" = 'x'", "RESET X'72'"] {
        assert_eq!(code(source), SqlCode::SettingUnreadable, "{source}");
    }
}

#[test]
fn other_settings_and_lists_are_allowed() {
    for source in [
        "SET",
        "RESET",
        "SET 'parallelism.default' = '2'",
        "SET table.local-time-zone = Asia/Shanghai",
        "SET 'table.sql-dialect' = 'Default'",
        "RESET 'pipeline.name'",
        "SELECT * FROM t /*+ OPTIONS('rest.address'='x') */",
        "CREATE TABLE t (a INT) WITH ('connector'='kafka')",
        "ALTER TABLE t SET ('rest.address'='x')",
        "EXPLAIN SELECT 1",
        "SELECT 'SET rest.address = x'",
        "ALTER VIEW v AS SELECT * FROM a JOIN b USING (id)",
    ] {
        assert_eq!(classify(source), Verdict::Allowed, "{source}");
    }
    assert_eq!(code("SET 'table.sql-dialect' = 'hive'"), SqlCode::DialectRefused { dialect: "hive".into() });
}

#[test]
fn a_set_holds_nothing_but_inserts() {
    let set = "BEGIN STATEMENT SET; INSERT INTO a SELECT 1; SET 'rest.address' = 'x'; END";
    let Verdict::Refused(problem) = classify(set) else { panic!("{set}") };
    assert_eq!(&set[problem.range.clone()], "SET 'rest.address' = 'x'");
    assert!(matches!(problem.code, SqlCode::NotAnInsertInStatementSet { .. }));
    let set = "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE x WHEN 1 THEN 2 END; END";
    assert_eq!(classify(set), Verdict::Allowed);
}

#[test]
fn jars_are_project_files() {
    let source = "CREATE FUNCTION f AS 'x' LANGUAGE JAVA USING JAR 'a.jar', JAR /**/ 'b c.jar'";
    let Verdict::Needs(Needs::ProjectFiles(files)) = classify(source) else { panic!() };
    let found: Vec<_> = files.iter().map(|file| (file.name.as_str(), &source[file.range.clone()])).collect();
    assert_eq!(found, [("a.jar", "'a.jar'"), ("b c.jar", "'b c.jar'")]);
    for source in ["ADD JAR 'a.jar'", "REMOVE JAR 'a.jar'", "ADD /*x*/ JAR 'a.jar' ;"] {
        assert!(matches!(classify(source), Verdict::Needs(Needs::ProjectFiles(_))), "{source}");
    }
    for path in
        ["/a.jar", "a/b.jar", "..", "../a.jar", r"a\b.jar", "file:a.jar", "s3://a", ".a", "", " a", "a%2fb", "a\nb"]
    {
        let expected = SqlCode::JarNotAProjectFile { path: path.into() };
        assert_eq!(code(&format!("ADD JAR '{path}'")), expected);
        assert_eq!(code(&format!("CREATE FUNCTION f AS 'x' USING JAR 'a.jar', JAR '{path}'")), expected);
    }
    for source in [
        "ADD JAR",
        "ADD JAR a.jar",
        "ADD JAR 'a' 'b'",
        "ADD JAR _utf8'a'",
        "ADD JAR \"a\"",
        "ADD JAR 'a' REMOVE JAR 'b'",
    ] {
        assert_eq!(code(source), SqlCode::JarUnreadable, "{source}");
    }
    for using in ["", "FILE 'a'", "JAR", "JAR 'a',", "JAR 'a' JAR 'b'", "'a'"] {
        assert_eq!(code(&format!("CREATE FUNCTION f AS 'x' USING {using}")), SqlCode::JarUnreadable, "{using}");
    }
    assert_eq!(classify("CREATE FUNCTION f AS 'x' LANGUAGE PYTHON"), Verdict::Allowed);
}

#[test]
fn jobs_need_permission() {
    let id = "b7937f1840d70d05ce09ef1228edf339";
    let job = Some(id.parse::<JobId>().unwrap());
    for source in [format!("STOP JOB '{id}' WITH DRAIN"), format!("DESCRIBE JOB '{}'", id.to_uppercase())] {
        assert_eq!(classify(&source), Verdict::Needs(Needs::JobControl { job: job.clone() }), "{source}");
    }
    assert_eq!(classify("SHOW JOBS"), Verdict::Needs(Needs::JobControl { job: None }));
    assert_eq!(code("STOP JOB 'x'"), SqlCode::NotAJobId { given: "x".into() });
    assert_eq!(code("STOP JOB"), SqlCode::NotAJobId { given: String::new() });
    assert!("b7937f1840d70d05ce09ef1228edf33é".parse::<JobId>().is_err());
}

#[test]
fn only_one_whole_statement_is_judged() {
    assert_eq!(code("SELECT 1; SET 'rest.address'='x'"), SqlCode::NotOneStatement { count: 2 });
    assert_eq!(code(" -- nothing"), SqlCode::NotOneStatement { count: 0 });
    assert_eq!(code("SELECT 'a"), SqlCode::UnterminatedString);
    assert_eq!(code("SELECT ${a b}"), SqlCode::PlaceholderLeft { name: "a b".into() });
}

#[test]
fn a_problem_is_moved_into_its_script() {
    let script = "SELECT 1;\nSET 'rest.address'='x'";
    let Verdict::Refused(problem) = classify(&script[10..]) else { panic!() };
    let moved = problem.within(&Positions::new(script), 10);
    assert_eq!((moved.range.clone(), moved.start), (14..28, Position { line: 2, column: 5 }));
}
