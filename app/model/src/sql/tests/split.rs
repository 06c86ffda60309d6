use super::super::*;

fn pieces(source: &str) -> Vec<&str> {
    split(source).statements.iter().map(|statement| &source[statement.range.clone()]).collect()
}

fn kind(source: &str) -> StatementKind {
    let script = split(source);
    assert_eq!(script.statements.len(), 1, "{source}");
    script.statements[0].kind.clone()
}

fn codes(source: &str) -> Vec<SqlCode> {
    split(source).problems.into_iter().map(|problem| problem.code).collect()
}

#[test]
fn semicolons_split_only_between_statements() {
    assert_eq!(
        pieces("SELECT ';' ; -- ;\nSELECT `;`/* ; */;; SELECT \";\" ${a;b} /*+ O(';') */ ;"),
        ["SELECT ';'", "SELECT `;`", "SELECT \";\" ${a;b} /*+ O(';') */"]
    );
    assert!(pieces("; ;; -- nothing\n /* at all */ ;").is_empty());
    assert!(pieces("").is_empty());
    assert_eq!(pieces("\u{feff}SELECT 1;\r\n\r\nSELECT 2 -- c\r\n;"), ["SELECT 1", "SELECT 2"]);
    assert!(codes("\u{feff}SELECT 1").is_empty());
}

#[test]
fn a_statement_set_is_one_statement() {
    for set in [
        "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE WHEN x THEN 1 END; INSERT INTO b SELECT 2; END",
        "EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE x WHEN 1 THEN CASE y WHEN 2 THEN 3 END END; END",
        "begin statement set; INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; end",
        "STATEMENT SET BEGIN INSERT INTO a SELECT 1; END",
        "EXPLAIN ESTIMATED_COST STATEMENT SET BEGIN INSERT INTO a SELECT 1; END",
        "COMPILE PLAN 'x' FOR STATEMENT SET BEGIN INSERT INTO a SELECT 1; END",
        "COMPILE AND EXECUTE PLAN 'x' FOR STATEMENT SET BEGIN INSERT INTO a SELECT 1; END",
        "EXECUTE /* ; */ STATEMENT -- ;\n SET BEGIN INSERT INTO a SELECT 1 END",
    ] {
        assert_eq!(pieces(&format!("{set};SELECT 1")), [set, "SELECT 1"]);
        assert_eq!(pieces(&format!("  {set}")), [set]);
        assert!(codes(set).is_empty());
    }
    assert_eq!(pieces("EXECUTE PLAN 'x'; SELECT 1").len(), 2);
    assert_eq!(pieces("SELECT statement, `set` FROM begin; SELECT 1").len(), 2);
}

#[test]
fn a_set_without_its_end_takes_the_rest_and_says_so() {
    let source = "SELECT 1; EXECUTE STATEMENT SET BEGIN INSERT INTO a SELECT CASE; SELECT 2;";
    assert_eq!(pieces(source)[1], &source[10..source.len() - 1]);
    let problems = split(source).problems;
    assert_eq!(problems.len(), 1);
    assert_eq!((&problems[0].code, problems[0].range.clone()), (&SqlCode::UnterminatedStatementSet, 10..17));
    assert_eq!(kind("BEGIN STATEMENT SET;"), StatementKind::Begin);
}

#[test]
fn positions_are_in_utf16_columns() {
    let script = split("-- 𠮷\r\n SELECT '𠮷' ; SELECT\r2");
    let places: Vec<_> = script.statements.iter().map(|statement| (statement.start, statement.end)).collect();
    let at = |line, column| Position { line, column };
    assert_eq!(places, [(at(2, 2), at(2, 13)), (at(2, 16), at(3, 2))]);
}

#[test]
fn a_cursor_means_the_statement_people_think_it_means() {
    let source = "-- lead\nSELECT 1; -- trail\n\n-- next\n/* too */ SELECT 2 ;  \n-- end";
    let script = split(source);
    let at = |needle: &str, ahead: usize| {
        let offset = source.find(needle).unwrap() + ahead;
        statement_at(&script, offset).map(|statement| &source[statement.range.clone()])
    };
    assert_eq!(at("-- lead", 0), Some("SELECT 1"));
    assert_eq!(at("SELECT 1", 0), Some("SELECT 1"));
    assert_eq!(at("1;", 1), Some("SELECT 1"));
    assert_eq!(at("1;", 2), Some("SELECT 1"));
    assert_eq!(at("-- trail", 4), Some("SELECT 1"));
    assert_eq!(at("\n\n-- next", 1), Some("SELECT 1"));
    assert_eq!(at("-- next", 0), Some("SELECT 2"));
    assert_eq!(at("/* too", 4), Some("SELECT 2"));
    assert_eq!(at("SELECT 2", 3), Some("SELECT 2"));
    assert_eq!(at("-- end", 6), Some("SELECT 2"));
    let script = split("SELECT 1;SELECT 2");
    assert_eq!(statement_at(&script, 9), script.statements.get(1));
    assert_eq!(statement_at(&script, usize::MAX), script.statements.get(1));
    assert_eq!(statement_at(&split("-- nothing"), 3), None);
}

#[test]
fn what_does_not_end_and_what_flink_refuses_is_told() {
    for (source, code) in [
        ("SELECT 'a", SqlCode::UnterminatedString),
        ("SELECT U&'a", SqlCode::UnterminatedString),
        ("SELECT `a\n, b", SqlCode::UnterminatedIdentifier),
        ("SELECT \"a", SqlCode::UnterminatedDoubleQuoted),
        ("SELECT 1 /* a", SqlCode::UnterminatedComment),
        ("SELECT /*+ a", SqlCode::UnterminatedHint),
        ("SELECT ${a", SqlCode::UnterminatedPlaceholder),
        ("SELECT 1；", SqlCode::ForbiddenCharacter { character: "U+FF1B".into() }),
        ("SELECT\u{3000}1", SqlCode::ForbiddenCharacter { character: "U+3000".into() }),
        ("SELECT \0 1", SqlCode::ForbiddenCharacter { character: "U+0000".into() }),
        ("SELECT 1 # a", SqlCode::ForbiddenCharacter { character: "U+0023".into() }),
        ("SELECT \u{fffd} 1", SqlCode::ForbiddenCharacter { character: "U+FFFD".into() }),
    ] {
        assert_eq!(codes(source), [code], "{source}");
    }
    assert!(codes("SELECT '；' -- ；\n/* \0 */").is_empty());
}

#[test]
fn every_kind_is_known_by_its_first_words() {
    use StatementKind::*;
    for (source, expected) in [
        ("/*x*/ select 1", Select),
        ("WITH a AS (SELECT 1) SELECT 1", Select),
        ("VALUES (1)", Select),
        ("TABLE t", Select),
        ("((SELECT 1)) UNION SELECT 2", Select),
        ("EXECUTE SELECT 1", Select),
        ("(a)", Other),
        ("INSERT OVERWRITE a SELECT 1", Insert),
        ("EXECUTE INSERT INTO a SELECT 1", Insert),
        ("CREATE TEMPORARY TABLE t (a AS b) WITH ('a'='b')", CreateTable { temporary: true }),
        ("CREATE TABLE IF NOT EXISTS t WITH ('a'='b') AS SELECT 1", CreateTableAs),
        ("CREATE OR REPLACE TABLE t AS SELECT 1", CreateTableAs),
        ("REPLACE TABLE t AS SELECT 1", CreateTableAs),
        ("CREATE VIEW v AS SELECT 1", CreateView { temporary: false }),
        ("CREATE TEMPORARY SYSTEM FUNCTION f AS 'x'", CreateFunction { temporary: true }),
        ("CREATE CATALOG c", CreateCatalog),
        ("CREATE DATABASE c", CreateDatabase),
        ("CREATE MODEL m", CreateModel { temporary: false }),
        ("CREATE MATERIALIZED TABLE m AS SELECT 1", CreateMaterializedTable),
        ("CREATE INDEX i", CreateOther),
        ("ALTER MATERIALIZED TABLE m SUSPEND", Alter { object: Object::MaterializedTable }),
        ("DROP TEMPORARY SYSTEM FUNCTION f", Drop { object: Object::Function }),
        ("SHOW TABLES", Show { what: "TABLES".into() }),
        ("SHOW CREATE VIEW v", Show { what: "CREATE VIEW".into() }),
        ("show jobs", ShowJobs),
        ("DESC t", Describe),
        ("DESC JOB 'x'", DescribeJob { id: Some("x".into()) }),
        ("STOP JOB 'x' WITH SAVEPOINT", StopJob { id: Some("x".into()) }),
        ("EXPLAIN PLAN FOR SELECT 1", Explain),
        ("USE CATALOG a", UseCatalog),
        ("USE a", UseDatabase),
        ("USE MODULES a", UseModules),
        ("SET", Set { key: None, value: None }),
        ("SET 'a' = 'b'", Set { key: Some("a".into()), value: Some("b".into()) }),
        ("RESET", Reset { key: None }),
        ("RESET a.b", Reset { key: Some("a.b".into()) }),
        ("ADD JAR 'x.jar'", AddJar { path: Some("x.jar".into()) }),
        ("REMOVE JAR 'x.jar'", RemoveJar { path: Some("x.jar".into()) }),
        ("LOAD MODULE a", LoadModule),
        ("UNLOAD MODULE a", UnloadModule),
        ("CALL a.b()", Call),
        ("ANALYZE TABLE t COMPUTE STATISTICS", Analyze),
        ("TRUNCATE TABLE t", Truncate),
        ("UPDATE t SET a = 1", Update),
        ("DELETE FROM t", Delete),
        ("COMPILE PLAN 'x' FOR INSERT INTO a SELECT 1", CompilePlan),
        ("COMPILE AND EXECUTE PLAN 'x' FOR INSERT INTO a SELECT 1", CompileAndExecutePlan),
        ("EXECUTE PLAN 'x'", ExecutePlan),
        ("END", End),
        ("SELEC 1", Other),
        ("`SELECT` 1", Other),
    ] {
        assert_eq!(kind(source), expected, "{source}");
    }
}

#[test]
fn what_follows_from_a_kind() {
    assert!(kind("SELECT 1").is_query() && kind("SELECT 1").returns_rows() && !kind("SELECT 1").submits_job());
    assert!(kind("SET").returns_rows() && !kind("SET").changes_session());
    assert!(kind("SET a = b").changes_session() && !kind("SET a = b").returns_rows());
    for source in ["INSERT INTO a SELECT 1", "CREATE TABLE a AS SELECT 1", "EXECUTE PLAN 'x'"] {
        assert!(kind(source).submits_job() && !kind(source).is_query(), "{source}");
    }
    assert!(kind("CREATE TEMPORARY VIEW v AS SELECT 1").is_ddl() && kind("USE a").changes_session());
    assert!(!kind("EXPLAIN SELECT 1").submits_job() && !kind("SHOW TABLES").changes_session());
}

#[test]
fn a_script_is_json_with_kinds_and_positions() {
    let json = serde_json::to_value(split("SET 'a'='b'; '")).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "statements": [
                {"range": {"start": 0, "end": 11}, "reach": {"start": 0, "end": 13}, "kind": "set", "key": "a", "value": "b",
                 "start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 12}},
                {"range": {"start": 13, "end": 14}, "reach": {"start": 13, "end": 14}, "kind": "other",
                 "start": {"line": 1, "column": 14}, "end": {"line": 1, "column": 15}},
            ],
            "problems": [
                {"code": "unterminated_string", "range": {"start": 13, "end": 14},
                 "start": {"line": 1, "column": 14}, "end": {"line": 1, "column": 15}},
            ],
        })
    );
    let script: Script = serde_json::from_value(json).unwrap();
    assert_eq!(script, split("SET 'a'='b'; '"));
}
