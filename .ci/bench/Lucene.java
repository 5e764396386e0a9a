import java.io.*;
import java.lang.management.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.*;
import org.apache.lucene.facet.*;
import org.apache.lucene.facet.sortedset.*;
import org.apache.lucene.index.*;
import org.apache.lucene.search.*;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.*;

/** Lucene: GermanAnalyzer, BM25, UnifiedHighlighter on offsets in the postings. */
public class Lucene {
    static final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    static final Analyzer analyzer = new GermanAnalyzer();

    static double processCPU() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    public static void main(String[] args) throws Exception {
        Path work = Paths.get(args[0]), path = work.resolve("lucene");
        FacetsConfig config = new FacetsConfig();
        long text = 0;
        int n = 0;
        double start = processCPU();
        Directory dir = new MMapDirectory(path);
        try (IndexWriter w = new IndexWriter(dir, new IndexWriterConfig(analyzer).setOpenMode(IndexWriterConfig.OpenMode.CREATE).setRAMBufferSizeMB(128));
             BufferedReader in = Files.newBufferedReader(work.resolve("documents.jsonl"))) {
            FieldType type = new FieldType(TextField.TYPE_STORED);
            type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
            for (String line; (line = in.readLine()) != null; n++) {
                Map<String, String> m = object(line);
                text += (m.get("title") + m.get("body")).getBytes(StandardCharsets.UTF_8).length;
                Document d = new Document();
                d.add(new Field("body", m.get("title") + "\n" + m.get("body"), type));
                d.add(new SortedSetDocValuesFacetField("outlet", m.get("outlet")));
                d.add(new SortedSetDocValuesFacetField("author", m.get("author")));
                d.add(new SortedSetDocValuesFacetField("month", m.get("date").substring(0, 7)));
                w.addDocument(config.build(d));
            }
            w.commit();
            w.forceMerge(1);
        }
        double took = processCPU() - start;
        long size = 0;
        for (String f : dir.listAll()) size += dir.fileLength(f);
        IndexReader reader = DirectoryReader.open(dir);
        IndexSearcher searcher = new IndexSearcher(reader);
        UnifiedHighlighter highlighter = new UnifiedHighlighter(searcher, analyzer);
        SortedSetDocValuesReaderState state = new DefaultSortedSetDocValuesReaderState(reader);
        List<String[]> queries = new ArrayList<>();
        for (String line : Files.readAllLines(work.resolve("queries.tsv"))) queries.add(line.split("\t"));
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "Lucene %s\t%.0f\t%.2f",
            org.apache.lucene.util.Version.LATEST, n / took, (double) size / text));
        for (int way = 0; way < 4; way++) {
            double[] ms = new double[queries.size()];
            for (int round = 0; round < 6; round++) // the compiler needs some
                for (int i = 0; i < ms.length; i++) {
                    long begin = threads.getCurrentThreadCpuTime();
                    search(searcher, highlighter, state, queries.get(i), way == 1 || way == 3, way >= 2);
                    ms[i] = (threads.getCurrentThreadCpuTime() - begin) / 1e6;
                }
            Arrays.sort(ms);
            row.append(String.format(Locale.ROOT, "\t%.2f/%.1f", ms[ms.length / 2], ms[(int) (ms.length * .99)]));
        }
        System.out.println(row);
    }

    static void search(IndexSearcher searcher, UnifiedHighlighter highlighter, SortedSetDocValuesReaderState state,
                       String[] q, boolean snippets, boolean facets) throws IOException {
        Query query = query(q[0], q[1].split(" "));
        TopScoreDocCollector top = TopScoreDocCollector.create(10, Integer.MAX_VALUE);
        FacetsCollector counted = new FacetsCollector();
        searcher.search(query, facets ? MultiCollector.wrap(top, counted) : top);
        TopDocs hits = top.topDocs();
        if (snippets) highlighter.highlight("body", query, hits, 2);
        else for (ScoreDoc hit : hits.scoreDocs) searcher.doc(hit.doc);
        if (facets) {
            Facets counts = new SortedSetDocValuesFacetCounts(state, counted);
            for (String f : new String[] {"outlet", "author", "month"}) counts.getTopChildren(12, f);
        }
    }

    static Query query(String kind, String[] words) throws IOException {
        if (kind.equals("prefix")) return new PrefixQuery(new Term("body", words[0].toLowerCase(Locale.ROOT)));
        List<Term> terms = new ArrayList<>();
        try (TokenStream s = analyzer.tokenStream("body", String.join(" ", words))) {
            CharTermAttribute t = s.addAttribute(CharTermAttribute.class);
            for (s.reset(); s.incrementToken(); ) terms.add(new Term("body", t.toString()));
            s.end();
        }
        if (kind.equals("phrase")) return new PhraseQuery.Builder() {{ for (Term t : terms) add(t); }}.build();
        BooleanQuery.Builder b = new BooleanQuery.Builder();
        for (Term t : terms) b.add(new TermQuery(t), kind.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD);
        return b.build();
    }

    /** A flat JSON object of strings, as export.py writes it. */
    static Map<String, String> object(String line) {
        Map<String, String> m = new HashMap<>();
        String key = null;
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) != '"') continue;
            StringBuilder b = new StringBuilder();
            for (i++; line.charAt(i) != '"'; i++) {
                char c = line.charAt(i);
                if (c == '\\') {
                    c = line.charAt(++i);
                    if (c == 'n') c = '\n';
                    else if (c == 't') c = '\t';
                    else if (c == 'u') { c = (char) Integer.parseInt(line.substring(i + 1, i + 5), 16); i += 4; }
                }
                b.append(c);
            }
            if (key == null) key = b.toString();
            else { m.put(key, b.toString()); key = null; }
        }
        return m;
    }
}
