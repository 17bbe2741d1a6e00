// SPDX-License-Identifier: MIT
//
// The fuzzer: makes programs, runs them under stock mono and BigStep, compares, and reduces what differs.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

sealed class Fuzz
{
	const int BatchSize = 25;
	const int CountedBatches = 10;             /* in one of so many, executed instructions are counted */
	const int MostReduced = 5;
	const int EnoughForCoverage = 1000;

	// With tiers, level and checks are the second compiler's.
	static string Spec (string compiler, string level)
	{
		return compiler.StartsWith ("tiered")
			? compiler + ",then=\"bigstep,O=" + level + ",verify\",strict,only=Fuzz.*:*"
			: compiler + ",O=" + level + ",strict,verify,only=Fuzz.*:*";
	}

	static readonly string [] clauseNames = { "catch", "filter", "finally", "fault" };

	readonly ulong seed;
	readonly string directory;
	readonly Way mini;
	readonly Way [] others;
	readonly TimeSpan reduction;
	readonly Coverage opcodes = new Coverage (Opcodes.Names), clauses = new Coverage (clauseNames), entered = new Coverage (clauseNames);
	readonly Coverage shapes = new Coverage (Shapes.Names), protectedShapes = new Coverage (Shapes.InRegions),
		reached = new Coverage (Shapes.Names);
	readonly List<long> executed = new List<long> ();
	readonly List<string> failures = new List<string> ();
	readonly Stopwatch clock = Stopwatch.StartNew ();
	readonly bool isTerminal;
	readonly int enough;                       /* differences, after which there is no use in more */
	int first, count, next, done, reduced;

	Fuzz (Dictionary<string, string> options)
	{
		seed = ulong.Parse (options ["seed"]);
		first = int.Parse (options ["first"]);
		count = int.Parse (options ["count"]);
		enough = int.Parse (options ["enough"]);
		directory = options ["build"];
		reduction = TimeSpan.FromSeconds (int.Parse (options ["reduce"]));
		isTerminal = options ["terminal"] == "yes";
		Runs.Harness = options ["harness"];
		mini = new Way { Name = "mini", Command = new [] { options ["mono"] } };
		others = options ["levels"].Split (' ').Select (level => new Way {
			Name = "bigstep-O" + level,
			Command = new [] { options ["bigstep"], "--compiler=" + Spec (options ["compiler"], level) }
		}).ToArray ();
	}

	static string LabelOf (int number)
	{
		return "P" + number.ToString ("000000");
	}

	/* The assembly says for all programs in it whether it wraps what is thrown and is no Exception. */
	static bool Wraps (int number)
	{
		return number / BatchSize % 2 == 1;
	}

	/* ---- Batches -------------------------------------------------------------------------------------------------- */

	void Work ()
	{
		for (;;) {
			int batch = Interlocked.Increment (ref next) - 1, start = (first / BatchSize + batch) * BatchSize;
			int [] numbers = Enumerable.Range (start, BatchSize).Where (n => n >= first && n < first + count).ToArray ();

			if (numbers.Length == 0 || failures.Count >= enough)
				return;
			RunBatch (numbers, batch % CountedBatches == 0 || batch % CountedBatches == 5);
			Interlocked.Add (ref done, numbers.Length);
			Progress ();
		}
	}

	void RunBatch (int [] numbers, bool counts)
	{
		string name = "batch-" + seed + "-" + numbers [0], path = Path.Combine (directory, name + ".dll");
		var linker = new Linker (name) { Wraps = Wraps (numbers [0]) };
		var counting = counts ? new Linker (name, Counting.Add) { Wraps = linker.Wraps } : null;
		string [] labels = numbers.Select (LabelOf).ToArray ();

		for (int i = 0; i < numbers.Length; i++) {
			var generator = new Generator (seed, (ulong) numbers [i]);
			linker.Add (generator.Run, labels [i]);
			if (counts)
				counting.Add (generator.Run, labels [i]);
		}
		File.WriteAllBytes (path, linker.Link ());
		CountOpcodes (linker);
		Dictionary<string, string> expected = Runs.Run (mini, path, labels);
		foreach (string result in expected.Values)
			CountEntered (result);
		var known = new HashSet<string> ();
		foreach (Way way in others) {
			Dictionary<string, string> results = Runs.Run (way, path, labels);
			for (int i = 0; i < numbers.Length; i++)
				if (results [labels [i]] != expected [labels [i]])
					Differs (numbers [i], way, expected [labels [i]], results [labels [i]], known.Add (labels [i]));
		}
		if (counts)
			CountExecuted (counting, path, numbers, labels, expected);
		File.Delete (path);
	}

	void CountOpcodes (Linker linker)
	{
		foreach (Body body in linker.Bodies) {
			for (int i = 0; i < body.Instructions.Count; i++) {
				opcodes.Add (Opcodes.NameOf (body.Instructions [i]));
				foreach (string shape in Shapes.Of (body, i)) {
					shapes.Add (shape);
					if (Shapes.IsInRegion (body, i))
						protectedShapes.Add (shape);
				}
			}
			foreach (Clause clause in body.Clauses)
				clauses.Add (clause.Kind.ToString ().ToLowerInvariant ());
		}
	}

	/* The fourth word of a result */
	void CountEntered (string result)
	{
		string [] words = result.Split (' ');
		long number;

		if (words.Length < 5)
			return;
		string [] counts = words [3].Split (',');
		for (int i = 0; i < counts.Length && i < clauseNames.Length; i++)
			if (long.TryParse (counts [i], out number))
				entered.Add (clauseNames [i], number);
	}

	/* Counting changes nothing that a program does. */
	void CountExecuted (Linker linker, string path, int [] numbers, string [] labels, Dictionary<string, string> expected)
	{
		File.WriteAllBytes (path, linker.Link ());
		Dictionary<string, string> counted = Runs.Run (mini, path, labels);
		for (int i = 0; i < labels.Length; i++) {
			string [] words = counted [labels [i]].Split (' ');
			long number;

			string [] numbersOf = words.Length < 5 ? new string [0] : words [4].Split (',');
			if (numbersOf.Length <= Shapes.Names.Length || !long.TryParse (numbersOf [0], out number))
				continue;
			lock (executed)
				executed.Add (number);
			for (int shape = 0; shape < Shapes.Names.Length; shape++)
				reached.Add (Shapes.Names [shape], long.Parse (numbersOf [shape + 1]));
			words [4] = "0";
			if (string.Join (" ", words) != expected [labels [i]])
				Differs (numbers [i], mini, expected [labels [i]], string.Join (" ", words), false);
		}
	}

	/* ---- Differences ---------------------------------------------------------------------------------------------- */

	/* One that differs in several ways is reduced for the first. */
	void Differs (int number, Way way, string expected, string result, bool isFirst)
	{
		string folder = Path.Combine (directory, "failure-" + seed + "-" + number + "-" + way.Name);
		bool reduces;

		lock (failures) {
			failures.Add ("program " + number + " of seed " + seed + ": " + way.Name + " " + result + ", mini " + expected + "\n    " + folder);
			reduces = isFirst && reduction > TimeSpan.Zero && reduced++ < MostReduced;
			Clear ();
			Console.WriteLine ("DIFFERENCE: " + failures.Last ());
		}
		Directory.CreateDirectory (folder);
		var generator = new Generator (seed, (ulong) number);
		if (reduces)
			new Reducer (generator, changes => Judge (changes, generator, number, way, folder), reduction).Reduce ();
		Save (generator, number, way, folder);
	}

	bool [] Judge (IList<Change []> changes, Generator generator, int number, Way way, string folder)
	{
		string path = Path.Combine (folder, "candidates.dll");
		var linker = new Linker ("candidates") { Wraps = Wraps (number) };
		string [] labels = changes.Select ((change, i) => LabelOf (i)).ToArray ();

		for (int i = 0; i < changes.Count; i++) {
			foreach (Change change in changes [i])
				change.Do ();
			linker.Add (generator.Run, labels [i]);
			foreach (Change change in changes [i].Reverse ())
				change.Undo ();
		}
		File.WriteAllBytes (path, linker.Link ());
		Dictionary<string, string> expected = Runs.Run (mini, path, labels), results = Runs.Run (way, path, labels);
		File.Delete (path);
		return labels.Select (label => expected [label] != results [label]).ToArray ();
	}

	/* The program as it is now: the assembly, what is in it, and what each way makes of it */
	void Save (Generator generator, int number, Way way, string folder)
	{
		string label = LabelOf (number), path = Path.Combine (folder, "program.dll");
		var linker = new Linker ("program") { Wraps = Wraps (number) };

		linker.Add (generator.Run, label);
		File.WriteAllBytes (path, linker.Link ());
		File.WriteAllText (Path.Combine (folder, "program.txt"), string.Join ("\n", linker.Bodies.Select (Listing.Of)));
		foreach (Way one in new [] { mini, way }.Distinct ())
			File.WriteAllText (Path.Combine (folder, one.Name + ".txt"), Runs.Trace (one, path, label));
		File.WriteAllText (Path.Combine (folder, "command"), string.Join (" ", way.Command) + " " + Runs.Harness + " " + path + " --trace " +
			label + "\n# made by: tests/fuzz/run --seed " + seed + " --first " + number + " --count 1\n");
	}

	/* ---- Words ---------------------------------------------------------------------------------------------------- */

	int told;

	void Progress ()
	{
		string text = done + " of " + count + " programs, " + failures.Count + " differences, " + (int) clock.Elapsed.TotalSeconds + " s";

		lock (failures) {
			if (isTerminal) {
				Console.Write ("\r" + text.PadRight (70));
			} else if (clock.Elapsed.TotalSeconds - told >= 30) {
				told = (int) clock.Elapsed.TotalSeconds;
				Console.WriteLine (text);
			}
		}
	}

	void Clear ()
	{
		if (isTerminal)
			Console.Write ("\r".PadRight (72) + "\r");
	}

	int Report ()
	{
		bool enough = count >= EnoughForCoverage;
		int faults = failures.Count;

		Clear ();
		opcodes.Print ("Instructions in the programs, by opcode:");
		clauses.Print ("Protected regions, by kind of clause:");
		entered.Print ("Handlers entered that tell:");
		shapes.Print ("Shapes in the programs:");
		protectedShapes.Print ("Of these in protected regions and handlers:");
		reached.Print ("Shapes executed, in the programs in which instructions were counted:");
		foreach (Coverage coverage in new [] { opcodes, clauses, entered, shapes, protectedShapes, reached })
			if (coverage.Missing.Length > 0) {
				Console.WriteLine ((enough ? "FAILED: " : "") + "not covered: " + string.Join (" ", coverage.Missing));
				faults += enough ? 1 : 0;
			}
		executed.Sort ();
		long median = executed.Count > 0 ? executed [executed.Count / 2] : 0;
		Console.WriteLine ("instructions executed, of " + executed.Count + " programs in which they were counted: median " + median +
			", least " + executed.FirstOrDefault () + ", most " + executed.LastOrDefault ());
		if (enough && median < 1000) {
			Console.WriteLine ("FAILED: the median program executes less than 1000 instructions");
			faults++;
		}
		foreach (string failure in failures)
			Console.WriteLine ("  " + failure);
		Console.WriteLine (done + " programs of seed " + seed + " in " + (int) clock.Elapsed.TotalSeconds + " s, " + failures.Count + " differences");
		return faults > 0 ? 1 : 0;
	}

	static int Main (string [] arguments)
	{
		var options = arguments.Select (a => a.Split (new [] { '=' }, 2)).ToDictionary (a => a [0], a => a [1]);
		var fuzz = new Fuzz (options);
		var threads = Enumerable.Range (0, int.Parse (options ["jobs"])).Select (i => new Thread (fuzz.Work, 16 << 20)).ToArray ();

		foreach (Thread thread in threads)
			thread.Start ();
		foreach (Thread thread in threads)
			thread.Join ();
		return fuzz.Report ();
	}
}
