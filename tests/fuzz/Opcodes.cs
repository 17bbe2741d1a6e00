// SPDX-License-Identifier: MIT
//
// The instructions there are, and how often the programs contain each.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Reflection.Emit;

static class Opcodes
{
	/* Without those that ECMA-335 reserves (partition VI, annex C) */
	public static readonly OpCode [] All = typeof (OpCodes).GetFields (BindingFlags.Public | BindingFlags.Static)
		.Select (f => (OpCode) f.GetValue (null)).Where (o => o.OpCodeType != OpCodeType.Nternal).ToArray ();

	/* OpCodes does not have the prefix no. */
	public static readonly string [] Names = All.Select (o => o.Name).Concat (new [] { "no." }).ToArray ();

	public static string NameOf (Instruction instruction)
	{
		return instruction.NoPrefix != 0 ? "no." : instruction.Code.Name + (instruction.IsShort ? ".s" : "");
	}
}

/* Counts by name; several threads count. */
sealed class Coverage
{
	readonly Dictionary<string, long> counts = new Dictionary<string, long> ();

	public Coverage (IEnumerable<string> names)
	{
		foreach (string name in names)
			counts [name] = 0;
	}

	public void Add (string name, long times = 1)
	{
		lock (counts)
			counts [name] += times;
	}

	public string [] Missing { get { return counts.Where (c => c.Value == 0).Select (c => c.Key).ToArray (); } }

	public void Print (string title)
	{
		int width = counts.Keys.Max (k => k.Length) + 1, column = 0;

		Console.WriteLine (title);
		foreach (KeyValuePair<string, long> count in counts) {
			Console.Write ("  " + count.Key.PadRight (width) + count.Value.ToString ().PadLeft (9));
			if (++column % 4 == 0)
				Console.WriteLine ();
		}
		if (column % 4 != 0)
			Console.WriteLine ();
	}
}

static class Listing
{
	/* A body as text, for those who look for what is wrong with it */
	public static string Of (Body body)
	{
		var lines = new List<string> ();
		var labels = new HashSet<int> ();

		foreach (Instruction instruction in body.Instructions) {
			if (instruction.Operand is Label)
				labels.Add (((Label) instruction.Operand).Position);
			foreach (Label label in instruction.Operand as Label [] ?? new Label [0])
				labels.Add (label.Position);
		}
		lines.Add (body.Method.Result + " " + body.Method.Name + " (" +
			string.Join (", ", body.Method.Parameters.Select (p => p.ToString ())) + ")");
		for (int i = 0; i < body.Locals.Count; i++)
			lines.Add ("  local " + i + ": " + body.Locals [i].Type + (body.Locals [i].IsPinned ? " pinned" : ""));
		for (int i = 0; i < body.Instructions.Count; i++) {
			Instruction instruction = body.Instructions [i];
			lines.Add ((labels.Contains (i) ? "L" + i + ":" : "").PadRight (7) + Opcodes.NameOf (instruction) + " " +
				OperandText (instruction));
		}
		foreach (Clause clause in body.Clauses)
			lines.Add ("  " + clause.Kind + " " + clause.Caught + " try L" + clause.TryStart.Position + " to L" + clause.TryEnd.Position +
				(clause.FilterStart != null ? " filter L" + clause.FilterStart.Position : "") +
				" handler L" + clause.HandlerStart.Position + " to L" + clause.HandlerEnd.Position);
		return string.Join ("\n", lines) + "\n";
	}

	static string OperandText (Instruction instruction)
	{
		var labels = instruction.Operand as Label [];

		if (instruction.NoPrefix != 0)
			return instruction.NoPrefix.ToString ();
		if (labels != null)
			return string.Join (", ", labels.Select (l => "L" + l.Position));
		var label = instruction.Operand as Label;
		return label != null ? "L" + label.Position : Convert.ToString (instruction.Operand, System.Globalization.CultureInfo.InvariantCulture);
	}
}
