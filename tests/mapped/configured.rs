//! The configuration of a mapping: what is right is read and shown again, what is wrong is shown where it stands.

use std::path::Path;

use zhiban::config::Config;
use zhiban::duty::{AsOf, Format, Mapping, Reduce, TimeFormat};

use crate::county::{parse, written};

const URL: &str = "http://127.0.0.1/";

const WHOLE: &str = r#"
ok = { path = ["$.code", "$.head.code"], is = [0, "0000", 200.5, true], message = "$['it\\'s']" }
as_of = { path = "$.data.updated", format = "%Y-%m-%d %H:%M:%S" }
total = "$.data.total"
rows = ["$.data.rows", "$.rows"]
charset = "gb18030"
[feed.values]
"petitions.received" = "$.data.rows[?@.channel == 'online'].total"
"petitions.overdue" = { path = ["$.data.rows[*].overdue", "$..overdue"], reduce = "sum", empty = "zero" }
"petitions.within_15_days" = { path = "$.a", last_year = "$.b", corrections = { path = "$.c", reduce = "max" }, sample = ["$.d", "$.e"], peer = "$.f", of = "$.g", territories = { rows = "$.h[*]", name = "$.town", value = "$.rate" } }
"#;

fn mapping(config: &Config) -> &Mapping {
    match &config.sources[0].format {
        Format::Json(mapping) => mapping,
        other => panic!("{other:?}"),
    }
}

fn report(feed: &str) -> String {
    Config::parse(&written(URL, feed), "config.toml", Path::new("")).expect_err("an error is expected").to_string()
}

#[test]
fn what_is_shown_reads_back_the_same() {
    let config = parse(&written(URL, WHOLE));
    let again = parse(&config.show());
    assert_eq!(again.sources, config.sources);
    assert_eq!(again.show(), config.show());
    let mapping = mapping(&config);
    assert_eq!(mapping.figures.len(), 3);
    assert_eq!(mapping.figures[0].value.reduce, Reduce::Sum);
    assert_eq!(mapping.ok.as_ref().unwrap().is.len(), 4);
    assert_eq!(mapping.page.as_ref().unwrap().rows.0.len(), 2);
    for format in ["rfc3339", "unix", "unix_ms", "%Y%m%d\", zone = \"Asia/Tokyo"] {
        let config = parse(&written(
            URL,
            &format!("as_of = {{ path = \"$.at\", format = \"{format}\" }}\nvalues = {{ \"traffic.deaths\" = \"$\" }}\n"),
        ));
        assert_eq!(parse(&config.show()).sources, config.sources, "{format}");
    }
}

#[test]
fn a_pattern_is_in_the_countys_zone_unless_it_names_one() {
    let config = parse(&written(URL, WHOLE));
    let Some(AsOf { format: TimeFormat::Pattern(_, zone), .. }) = &mapping(&config).as_of else { panic!("no pattern") };
    assert_eq!(zone.iana_name(), Some("Asia/Shanghai"));
}

#[test]
fn what_is_wrong_is_shown_where_it_stands_with_what_would_be_right() {
    let around = |feed: &str| format!("{feed}\nvalues = {{ \"traffic.deaths\" = \"$.n\" }}\n");
    for (feed, wanted) in [
        ("values = { \"traffic.deaths\" = \"$.data.rows[*.n\" }".to_owned(), &["8:45", "not a JSONPath", "right is such as"][..]),
        ("values = { \"traffic.deaths\" = \"data.n\" }".to_owned(), &["8:32", "not a JSONPath", "begins with `$`"]),
        ("values = { \"traffic.deaths\" = [] }".to_owned(), &["8:31", "no path"]),
        ("values = { \"traffic.deaths\" = \"$..a..n\" }".to_owned(), &["`..` once at most"]),
        ("values = { \"traffic.deaths\" = \"$.a[?@..b]..n\" }".to_owned(), &["`..` once at most"]),
        ("values = { \"traffic.daeths\" = \"$.n\" }".to_owned(), &["8:13", "no indicator", "did you mean `traffic.deaths`?"]),
        ("values = { \"Traffic\" = \"$.n\" }".to_owned(), &["8:13", "not an indicator's id"]),
        ("values = { \"traffic.deaths\" = { reduce = \"sum\" } }".to_owned(), &["`path` is missing"]),
        (
            "values = { \"traffic.deaths\" = { path = \"$.rows\", reduce = \"count\" } }".to_owned(),
            &["`$.rows` finds one node at most", "write \"$.rows[*]\""],
        ),
        ("values = { \"traffic.deaths\" = { path = \"$.n\", reduce = \"avg\" } }".to_owned(), &["`avg` is not possible here"]),
        (
            "values = { \"traffic.deaths\" = { path = \"$.n\", territories = { rows = \"$.r\", name = \"town\" } } }".to_owned(),
            &["not a JSONPath"],
        ),
        (String::new(), &["7:10", "`json` needs `values`"]),
        (around("ok = { path = \"$.c\" }"), &["`is` is missing"]),
        (around("ok = { path = \"$.c\", is = [] }"), &["8:27", "numbers, strings, true or false"]),
        (around("ok = { path = \"$.c\", is = [[1]] }"), &["8:27", "numbers, strings, true or false"]),
        (around("total = \"$.t\""), &["`rows`, which is missing"]),
        (around("rows = \"$.r\""), &["`total`, which is missing"]),
        (around("charset = \"klingon\""), &["8:11", "no character set `klingon`", "gb18030"]),
        (around("charset = \"hz-gb-2312\""), &["no character set"]),
        (around("as_of = { path = \"$.at\" }"), &["`format` is missing"]),
        (around("as_of = { path = \"$.at\", format = \"iso\" }"), &["8:35", "cannot be read by `iso`", "unix_ms"]),
        (around("as_of = { path = \"$.at\", format = \"%H:%M\" }"), &["cannot be read by"]),
        (
            around("as_of = { path = \"$.at\", format = \"%Y-%m-%d\", zone = \"Asia/Shanghia\" }"),
            &["did you mean `Asia/Shanghai`?"],
        ),
        (around("as_of = { path = \"$.at\", format = \"unix\", zone = \"Asia/Tokyo\" }"), &["`unix` says its own zone"]),
    ] {
        let report = report(&feed);
        for part in wanted {
            assert!(report.contains(part), "{feed}\n{report}\nlacks {part}");
        }
        assert_eq!(report.matches("error: ").count(), 1, "{report}");
    }
}

#[test]
fn the_keys_of_a_mapping_belong_to_no_other_format() {
    let keys = [
        "ok = { path = \"$\", is = [1] }",
        "as_of = { path = \"$\", format = \"unix\" }",
        "total = \"$\"",
        "rows = \"$\"",
        "charset = \"gbk\"",
    ];
    for key in keys {
        let name = key.split(' ').next().unwrap();
        let native = format!("[[feed]]\nname = \"x\"\nurl = \"{URL}\"\n{key}\n");
        let report = Config::parse(&native, "config.toml", Path::new("")).expect_err("an error is expected").to_string();
        assert!(report.contains(&format!("only `format = \"json\"` has `{name}`")) && report.contains(":4:"), "{report}");
    }
    let native = format!("[[feed]]\nname = \"x\"\nurl = \"{URL}\"\nvalues = {{ \"traffic.deaths\" = \"$\" }}\n");
    let report = Config::parse(&native, "config.toml", Path::new("")).expect_err("an error is expected").to_string();
    assert!(report.contains("set `format = \"json\"`"), "{report}");
}
