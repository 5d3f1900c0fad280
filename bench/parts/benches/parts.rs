//! `cargo bench --manifest-path bench/parts/Cargo.toml`

use std::fs;
use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use npm_token::config::{Config, Given, Source};
use npm_token::env::Env;
use npm_token::parts;
use npm_token_parts::{npmrc, page};

criterion_group!(steps, ini, resolve, pages, ids, render);
criterion_main!(steps);

fn ini(criterion: &mut Criterion) {
    let text = npmrc(20);
    let mut group = criterion.benchmark_group("ini");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("a file with 20 registries", |bencher| bencher.iter(|| parts::ini(black_box(&text))));
}

/// From the files of a project and a person to everything that one call needs to know.
fn resolve(criterion: &mut Criterion) {
    let folder = std::env::temp_dir().join(format!("npm-token-parts-{}", std::process::id()));
    let project = folder.join("project");
    fs::create_dir_all(&project).expect("a folder");
    fs::write(project.join("package.json"), "{}").expect("a file");
    fs::write(project.join(".npmrc"), "save-exact=true\n").expect("a file");
    fs::write(folder.join(".npmrc"), format!("{}//registry.example/:_authToken=abc\n", npmrc(20))).expect("a file");
    let vars = vec![("HOME".to_owned(), folder.display().to_string()), ("PREFIX".to_owned(), "/nowhere".to_owned())];
    let env = Env::new(vars, project);
    criterion.bench_function("resolve", |bencher| {
        bencher.iter(|| {
            let given = Given { source: Source::Option, values: Vec::new(), auth_token: None };
            Config::load(&env, given).and_then(|config| config.settings()).expect("usable settings")
        });
    });
    fs::remove_dir_all(&folder).expect("it is ours");
}

fn pages(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("page");
    for tokens in [10, 1000] {
        let body = page(tokens);
        assert_eq!(parts::page(&body).len(), tokens, "what is measured is a page");
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(format!("{tokens} tokens"), |bencher| {
            bencher.iter(|| parts::page(black_box(&body)));
        });
    }
}

fn ids(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ids");
    for tokens in [1000, 100_000] {
        let tokens = parts::page(&page(tokens));
        group.throughput(Throughput::Elements(tokens.len() as u64));
        group.bench_function(format!("{} tokens", tokens.len()), |bencher| {
            bencher.iter_batched_ref(|| tokens.clone(), |tokens| parts::ids(tokens), BatchSize::LargeInput);
        });
    }
}

fn render(criterion: &mut Criterion) {
    let mut tokens = parts::page(&page(1000));
    parts::ids(&mut tokens);
    let mut group = criterion.benchmark_group("render");
    group.throughput(Throughput::Elements(tokens.len() as u64));
    group.bench_function("a table, 120 wide", |bencher| bencher.iter(|| parts::table(&tokens, Some(120))));
    group.bench_function("JSON", |bencher| bencher.iter(|| parts::json(&tokens)));
}
