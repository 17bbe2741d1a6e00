// SPDX-License-Identifier: MIT
//
// Makes cases, runs them twice under stock mono and once under BigStep, and compares.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;

/* How one case ended under the three: what Runs says, by input */
sealed class Outcome
{
	readonly string [] ends;

	public Outcome (string text)
	{
		ends = text.StartsWith ("ran") || text.StartsWith ("threw") ? text.Split ('|') : null;
		Text = text;
	}

	public readonly string Text;
	public bool Died { get { return ends == null; } }
	public int Count { get { return ends.Length; } }
	public string End (int input) { return ends [input]; }

	/* "ran", or what was thrown */
	public string Way (int input)
	{
		return ends [input].StartsWith ("ran") ? "ran" : ends [input].Split (' ') [1];
	}

	public bool IsInvalidProgram
	{
		get { return !Died && ends.All (e => e.StartsWith ("threw System.InvalidProgramException")); }
	}
}

enum Verdict {
	Counted,                                   /* mini agrees with itself, and BigStep with it */
	Undetermined,                              /* mini does not agree with itself everywhere; where it does, BigStep does */
	Chance,                                    /* what mini's outcome comes from is not its code; neither refuses it */
	Wild,                                      /* what the case does may write anywhere; the process lived, unless it wrote to no address at all */
	MiniDied,
	Differs
}

static class Judge
{
	public static Verdict Of (Case one, Outcome mini, Outcome again, Outcome bigstep)
	{
		bool isSure = true;

		if (mini.Died || again.Died)
			return Verdict.MiniDied;
		if (bigstep.Died)
			return one.Wild == Case.WritesAnywhere ? Verdict.Wild : Verdict.Differs;
		if (one.Wild != null)
			return bigstep.IsInvalidProgram || mini.IsInvalidProgram == bigstep.IsInvalidProgram ? Verdict.Wild : Verdict.Differs;
		if (one.Chance != null)
			return bigstep.IsInvalidProgram == mini.IsInvalidProgram ? Verdict.Chance : Verdict.Differs;
		for (int i = 0; i < mini.Count; i++) {
			if (mini.End (i) == again.End (i) ? mini.End (i) != bigstep.End (i) :
				mini.Way (i) == again.Way (i) && mini.Way (i) != bigstep.Way (i))
				return Verdict.Differs;
			isSure &= mini.End (i) == again.End (i);
		}
		return isSure ? Verdict.Counted : Verdict.Undetermined;
	}
}

sealed class Mutated
{
	const int BatchSize = 100;

	readonly ulong seed;
	readonly int first, count, enough;
	readonly string directory;
	readonly Way mini, again, bigstep;
	readonly Cell [] cells;
	readonly int [] verdicts = new int [6];
	readonly Dictionary<string, int> reasons = new Dictionary<string, int> ();
	readonly List<string> failures = new List<string> ();
	readonly Stopwatch clock = Stopwatch.StartNew ();
	int next, told;

	Mutated (Dictionary<string, string> options)
	{
		seed = ulong.Parse (options ["seed"]);
		first = int.Parse (options ["first"]);
		count = int.Parse (options ["count"]);
		enough = int.Parse (options ["enough"]);
		directory = options ["build"];
		Runs.Harness = options ["harness"];
		cells = Cell.All (seed);
		/* The second run has other garbage in the stack, and without optimisation other garbage in registers. */
		mini = MakeWay ("mini", 85, options ["mono"]);
		again = MakeWay ("mini-again", 170, options ["mono"], "-O=-all,float32");
		bigstep = MakeWay ("bigstep", 85, options ["bigstep"],
			"--compiler=" + options ["compiler"] + ",verify,strict=stack-merge,only=Cases.*:*+Kinds.Callee*:*");
	}

	/* What comes to no end is ended by the time it computes, however busy the machine is. */
	static Way MakeWay (string name, int fill, params string [] command)
	{
		return new Way { Name = name, Command = new [] { "prlimit", "--cpu=20:20", "env", "MUTATED_FILL=" + fill }.Concat (command).ToArray () };
	}

	Case Make (int number)
	{
		return new Case (cells [number % cells.Length], seed, number);
	}

	static string LabelOf (int number)
	{
		return "M" + number.ToString ("000000");
	}

	void Write (IEnumerable<Case> cases, string path)
	{
		var linker = new Linker (Path.GetFileNameWithoutExtension (path));

		foreach (Case one in cases)
			linker.Add (one.Run, LabelOf (one.Number));
		File.WriteAllBytes (path, linker.Link ());
	}

	/* ---- Batches -------------------------------------------------------------------------------------------------- */

	void Work ()
	{
		for (;;) {
			int start = Interlocked.Add (ref next, BatchSize) - BatchSize;

			if (start >= count || failures.Count >= enough)
				return;
			RunBatch (Enumerable.Range (first + start, Math.Min (BatchSize, count - start)).Select (Make).ToArray ());
			Progress ();
		}
	}

	void RunBatch (Case [] cases)
	{
		string path = Path.Combine (directory, "batch-" + seed + "-" + cases [0].Number + ".dll");
		string [] labels = cases.Select (c => LabelOf (c.Number)).ToArray ();

		Write (cases, path);
		Dictionary<string, string> theirs = Runs.Run (mini, path, labels), agains = Runs.Run (again, path, labels),
			ours = Runs.Run (bigstep, path, labels);
		for (int i = 0; i < cases.Length; i++) {
			Outcome one = new Outcome (theirs [labels [i]]), two = new Outcome (agains [labels [i]]), own = new Outcome (ours [labels [i]]);
			Verdict verdict = Judge.Of (cases [i], one, two, own);

			Count (cases [i], verdict == Verdict.Differs ? RunAlone (cases [i]) : verdict);
		}
		File.Delete (path);
	}

	/* A case that differs may have done so for what another one did to the process. */
	Verdict RunAlone (Case one)
	{
		string folder = Path.Combine (directory, "failure-" + seed + "-" + one.Number), path = Path.Combine (folder, "program.dll");
		string label = LabelOf (one.Number);

		Directory.CreateDirectory (folder);
		Write (new [] { one }, path);
		Outcome [] ends = new [] { mini, again, bigstep }.Select (w => new Outcome (Runs.Run (w, path, new [] { label }) [label])).ToArray ();
		Verdict verdict = Judge.Of (one, ends [0], ends [1], ends [2]);
		if (verdict != Verdict.Differs) {
			Directory.Delete (folder, true);
			return verdict;
		}
		Save (one, folder, path, ends);
		return verdict;
	}

	void Save (Case one, string folder, string path, Outcome [] ends)
	{
		Body body = one.Run.Build ();
		var called = (MethodUse) body.Instructions.Last (i => i.Operand is MethodUse && ((MethodUse) i.Operand).Symbol.Name == "Case").Operand;

		File.WriteAllText (Path.Combine (folder, "program.txt"), one.Description + "\n" + Listing.Of (called.Symbol.Build ()) + Listing.Of (body));
		File.WriteAllText (Path.Combine (folder, "outcomes"), string.Join ("\n", ends.Select ((e, i) =>
			new [] { "mini", "mini again", "bigstep" } [i] + "\n    " + e.Text.Replace ("|", "\n    "))) + "\n");
		File.WriteAllText (Path.Combine (folder, "command"), string.Join ("\n", new [] { mini, again, bigstep }.Select (w =>
			string.Join (" ", w.Command) + " " + Runs.Harness + " " + path + " " + LabelOf (one.Number))) +
			"\n# made by: tests/mutated/run --seed " + seed + " --first " + one.Number + " --count 1\n");
		lock (failures) {
			failures.Add ("case " + one.Number + " of seed " + seed + ": " + one.Description + "\n    mini:    " + ends [0].Text +
				"\n    again:   " + ends [1].Text + "\n    bigstep: " + ends [2].Text + "\n    " + folder);
			Console.WriteLine ("DIFFERENCE: " + failures.Last ());
		}
	}

	void Count (Case one, Verdict verdict)
	{
		lock (verdicts) {
			verdicts [(int) verdict]++;
			if (verdict == Verdict.Wild || verdict == Verdict.Chance) {
				string why = verdict == Verdict.Wild ? one.Wild : one.Chance;
				int known;
				reasons.TryGetValue (why, out known);
				reasons [why] = known + 1;
			}
		}
	}

	void Progress ()
	{
		lock (verdicts)
			if (clock.Elapsed.TotalSeconds - told >= 30) {
				told = (int) clock.Elapsed.TotalSeconds;
				Console.WriteLine (verdicts.Sum () + " of " + count + " cases, " + failures.Count + " differences, " + told + " s");
			}
	}

	int Report ()
	{
		int made = verdicts.Sum (), counted = verdicts [(int) Verdict.Counted];
		bool isEnough = counted * 2 >= made;

		Console.WriteLine ("mini agrees with itself, and BigStep with it: " + counted);
		Console.WriteLine ("mini does not always do the same; BigStep does what it always does: " + verdicts [(int) Verdict.Undetermined]);
		Console.WriteLine ("mini crashes: " + verdicts [(int) Verdict.MiniDied]);
		Console.WriteLine ("both compile it, or neither does: " + verdicts [(int) Verdict.Chance] + "; may do anything: " + verdicts [(int) Verdict.Wild]);
		foreach (KeyValuePair<string, int> one in reasons.OrderBy (r => r.Key))
			Console.WriteLine ("    " + one.Value.ToString ().PadLeft (5) + "  " + one.Key);
		if (!isEnough)
			Console.WriteLine ("FAILED: less than half of the cases count");
		Console.WriteLine (made + " cases of seed " + seed + " (" + cells.Length + " operands) in " + (int) clock.Elapsed.TotalSeconds + " s, " +
			verdicts [(int) Verdict.Differs] + " differences");
		return isEnough && verdicts [(int) Verdict.Differs] == 0 ? 0 : 1;
	}

	static int Main (string [] arguments)
	{
		var options = arguments.Select (a => a.Split (new [] { '=' }, 2)).ToDictionary (a => a [0], a => a [1]);
		var mutated = new Mutated (options);
		var threads = Enumerable.Range (0, int.Parse (options ["jobs"])).Select (i => new Thread (mutated.Work, 16 << 20)).ToArray ();

		foreach (Thread thread in threads)
			thread.Start ();
		foreach (Thread thread in threads)
			thread.Join ();
		return mutated.Report ();
	}
}
