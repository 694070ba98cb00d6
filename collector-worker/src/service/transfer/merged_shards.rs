//! The shards of a project as one sequence of lines, by issue and time: nothing in it says which shard
//! had a line, and so which events one visitor sent.
//!
//! The shards are read side by side, a share of a page each, so that memory is bounded whatever the
//! project has. Lines of one key become one line; releases are numbered in the order in which any
//! shard saw them first; events get numbers of their own, in the order of their times.

use std::collections::{BTreeMap, VecDeque};

use corncrake_core::{ids::IssueId, time::UnixMillis};
use corncrake_model::{
    project::{record::ProjectRecord, shards::ShardId},
    transfer::{
        export_line::{EventLine, ExportLine, ReleaseLine},
        line_merge::{self, MergeKey},
    },
};
use corncrake_store::ExportCursor;
use futures_util::future;
use worker::Env;

use super::export_piece::ExportPiece;
use crate::{http::error::Fault, objects::rpc::ReadExport, platform::random, shards};

/// Bytes of a piece of the file, about: what a reader takes at a time.
const PIECE_BYTES: usize = 256 * 1024;
/// Bytes of the texts of one issue's events that are sorted at once: all of most issues. Beyond it the
/// earlier half goes first.
const SORTED_BYTES: usize = 4_000_000;

/// The lines of all shards, as far as they were read.
pub(super) struct MergedShards {
    readers: Vec<ShardReader>,
    releases: VecDeque<ReleaseLine>,
    events: IssueEvents,
}

/// The lines of one shard.
struct ShardReader {
    shard: ShardId,
    next: Option<ExportCursor>,
    lines: VecDeque<(MergeKey, ExportLine)>,
    /// For the number of a release in this shard, the greatest number in the sequence of those up
    /// to it.
    numbers: BTreeMap<i64, i64>,
    /// For the number of a release in this shard, its number in the sequence.
    own: BTreeMap<i64, i64>,
}

/// The events of one issue that wait to be sorted.
#[derive(Default)]
struct IssueEvents {
    issue: Option<IssueId>,
    waiting: Vec<(UnixMillis, [u8; 8], EventLine)>,
    bytes: usize,
    /// Events of the issue that were written.
    written: u64,
}

impl MergedShards {
    /// Begins with the releases of all shards, which every decision about an issue refers to.
    pub(super) async fn open(env: &Env, project: &ProjectRecord) -> Result<Self, Fault> {
        let read = project.shards.all().map(|shard| read_releases(env, project, shard));
        let of_shards = future::try_join_all(read).await?;
        let (releases, numbers) = number_releases(&of_shards);
        let readers = project.shards.all().zip(numbers).map(|(shard, (numbers, own))| ShardReader {
            shard,
            own,
            next: Some(ExportCursor::default()),
            lines: VecDeque::new(),
            numbers,
        });
        Ok(Self { readers: readers.collect(), releases, events: IssueEvents::default() })
    }

    /// The next piece; nothing behind the last.
    pub(super) async fn next(
        &mut self,
        env: &Env,
        project: &ProjectRecord,
    ) -> Result<Option<ExportPiece>, Fault> {
        let mut piece = ExportPiece::default();
        while piece.text.len() < PIECE_BYTES {
            let shards = u16::try_from(self.readers.len()).unwrap_or(u16::MAX);
            future::try_join_all(self.readers.iter_mut().map(|reader| reader.fill(env, project, shards)))
                .await?;
            let Some(line) = self.take_first() else {
                self.events.begin(None, &mut piece)?;
                for release in self.releases.drain(..) {
                    piece.push(&ExportLine::Release(release))?;
                }
                break;
            };
            match line {
                ExportLine::Event(event) => self.events.push(*event, &mut piece)?,
                line => {
                    self.events.begin(None, &mut piece)?;
                    piece.push(&line)?;
                }
            }
        }
        Ok((piece.lines > 0).then_some(piece))
    }

    /// The line of the first key; what other shards have of the same key is in it. Each event is
    /// its own.
    fn take_first(&mut self) -> Option<ExportLine> {
        let head = |reader: &ShardReader| reader.lines.front().map(|(key, _)| key.clone());
        let first = self.readers.iter().filter_map(head).min()?;
        let mut line: Option<ExportLine> = None;
        for reader in &mut self.readers {
            if matches!(line, Some(ExportLine::Event(_))) {
                break;
            }
            let is_first = reader.lines.front().is_some_and(|(key, _)| *key == first);
            let Some((_, one)) = is_first.then(|| reader.lines.pop_front()).flatten() else { continue };
            line = Some(match line {
                Some(before) => line_merge::combine(before, one),
                None => one,
            });
        }
        line
    }
}

impl ShardReader {
    /// Reads on, where nothing waits.
    async fn fill(&mut self, env: &Env, project: &ProjectRecord, shards: u16) -> Result<(), Fault> {
        while self.lines.is_empty() {
            let Some(from) = self.next.take() else { break };
            let page =
                shards::query_shard(env, project.key, self.shard, &ReadExport { from, shards }).await?;
            self.next = page.next;
            for line in lines(&page.text)? {
                self.lines.extend(self.in_sequence(line));
            }
        }
        Ok(())
    }

    /// A line with the numbers that releases have in the sequence; releases themselves come at the end.
    fn in_sequence(&self, mut line: ExportLine) -> Option<(MergeKey, ExportLine)> {
        if let ExportLine::Issue(issue) = &mut line {
            let known = self.numbers.range(..=issue.known_releases).next_back();
            issue.known_releases = known.map_or(0, |(_, number)| *number);
            let own = |number: i64| self.own.get(&number).copied().unwrap_or(0);
            issue.first_release = own(issue.first_release);
            issue.last_release = own(issue.last_release);
        }
        let is_release = matches!(line, ExportLine::Release(_));
        let key = line_merge::merge_key(&line).filter(|_| !is_release)?;
        Some((key, line))
    }
}

impl IssueEvents {
    /// Events of another issue follow, or none: what waits is written.
    fn begin(&mut self, issue: Option<IssueId>, piece: &mut ExportPiece) -> Result<(), Fault> {
        if self.issue != issue {
            self.write(usize::MAX, piece)?;
            *self = Self { issue, ..Self::default() };
        }
        Ok(())
    }

    fn push(&mut self, event: EventLine, piece: &mut ExportPiece) -> Result<(), Fault> {
        self.begin(Some(event.issue), piece)?;
        let long = [&event.stack, &event.raw_stack, &event.uri];
        let texts = long.into_iter().flatten().map(String::len).sum::<usize>();
        self.bytes = self.bytes.saturating_add(texts).saturating_add(event.message.len());
        // Where two times are the same, chance decides.
        self.waiting.push((event.at.0, random::bytes(), event));
        if self.bytes > SORTED_BYTES {
            self.write(self.waiting.len() / 2 + 1, piece)?;
            self.bytes /= 2;
        }
        Ok(())
    }

    /// Writes the earliest of what waits.
    fn write(&mut self, most: usize, piece: &mut ExportPiece) -> Result<(), Fault> {
        self.waiting.sort_by_key(|(at, chance, _)| (*at, *chance));
        for (_, _, mut event) in self.waiting.drain(..most.min(self.waiting.len())) {
            self.written = self.written.saturating_add(1);
            event.number = self.written;
            piece.push(&ExportLine::Event(Box::new(event)))?;
        }
        Ok(())
    }
}

async fn read_releases(
    env: &Env,
    project: &ProjectRecord,
    shard: ShardId,
) -> Result<Vec<ReleaseLine>, Fault> {
    let (mut releases, mut next) = (Vec::new(), Some(ExportCursor::at_releases()));
    while let Some(from) = next {
        let page = shards::query_shard(env, project.key, shard, &ReadExport { from, shards: 1 }).await?;
        releases.extend(lines(&page.text)?.into_iter().filter_map(|line| match line {
            ExportLine::Release(release) => Some(release),
            _ => None,
        }));
        next = page.next;
    }
    Ok(releases)
}

/// For the numbers of a shard, those of the sequence.
type ShardNumbers = (BTreeMap<i64, i64>, BTreeMap<i64, i64>);

/// The releases of all shards, numbered as they were first seen anywhere; and for each shard, the
/// numbers that stand for its own: the greatest of those up to each, and its very own.
fn number_releases(of_shards: &[Vec<ReleaseLine>]) -> (VecDeque<ReleaseLine>, Vec<ShardNumbers>) {
    let mut first_seen: BTreeMap<&str, &ReleaseLine> = BTreeMap::new();
    for release in of_shards.iter().flatten() {
        let known = first_seen.entry(&release.name).or_insert(release);
        if release.first_seen.0 < known.first_seen.0 {
            *known = release;
        }
    }
    let mut sequence: Vec<&ReleaseLine> = first_seen.into_values().collect();
    sequence.sort_by_key(|release| (release.first_seen.0, release.number));
    let numbered: VecDeque<ReleaseLine> =
        (1..).zip(sequence).map(|(number, release)| ReleaseLine { number, ..release.clone() }).collect();
    let number_of: BTreeMap<&str, i64> =
        numbered.iter().map(|release| (release.name.as_str(), release.number)).collect();
    let of_shard = |releases: &Vec<ReleaseLine>| {
        let number =
            |release: &ReleaseLine| number_of.get(release.name.as_str()).copied().unwrap_or_default();
        let mut greatest = 0;
        let numbers = releases.iter().map(|release| {
            greatest = greatest.max(number(release));
            (release.number, greatest)
        });
        (numbers.collect(), releases.iter().map(|release| (release.number, number(release))).collect())
    };
    let numbers = of_shards.iter().map(of_shard).collect();
    (numbered, numbers)
}

/// The lines of a page, which an object of ours wrote.
fn lines(text: &str) -> Result<Vec<ExportLine>, Fault> {
    let read = |line| serde_json::from_str(line).map_err(|error| Fault::internal(error.to_string()));
    text.lines().map(read).collect()
}

#[cfg(test)]
mod tests {
    use corncrake_model::transfer::export_time::ExportTime;

    use super::*;

    fn release(number: i64, name: &str, first_seen: i64) -> ReleaseLine {
        ReleaseLine {
            number,
            name: name.into(),
            first_seen: ExportTime(UnixMillis(first_seen)),
            deployed: None,
        }
    }

    #[test]
    fn releases_of_all_shards_have_one_order_and_decisions_know_what_any_shard_knew() {
        let shards = [
            vec![release(1, "1.0", 10), release(2, "1.2", 30)],
            vec![],
            vec![release(4, "1.1", 20), release(5, "1.0", 5), release(9, "1.2", 40)],
        ];
        let (sequence, numbers) = number_releases(&shards);
        let names: Vec<_> = sequence.iter().map(|release| (release.number, &*release.name)).collect();
        assert_eq!(names, [(1, "1.0"), (2, "1.1"), (3, "1.2")]);
        assert_eq!(sequence[0].first_seen.0, UnixMillis(5));
        assert_eq!(numbers[0].0, [(1, 1), (2, 3)].into());
        assert_eq!(numbers[1].0, [].into());
        assert_eq!(numbers[2].0, [(4, 2), (5, 2), (9, 3)].into());
        assert_eq!(numbers[2].1, [(4, 2), (5, 1), (9, 3)].into());
    }
}
