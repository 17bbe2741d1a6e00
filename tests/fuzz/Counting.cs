// SPDX-License-Identifier: MIT
//
// Makes a body count the instructions it executes: each basic block adds its length to Observer.Executed.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection.Emit;

static class Counting
{
	public static void Add (Body body)
	{
		var labels = new HashSet<Label> ();
		var starts = new HashSet<int> { 0 };
		var old = body.Instructions.ToList ();
		var moved = new Dictionary<int, int> ();
		var shapes = old.Select ((instruction, i) => Shapes.Of (body, i).ToArray ()).ToList ();

		foreach (Instruction instruction in old) {
			if (instruction.Operand is Label)
				labels.Add ((Label) instruction.Operand);
			labels.UnionWith (instruction.Operand as Label [] ?? new Label [0]);
		}
		foreach (Clause clause in body.Clauses)
			labels.UnionWith (new [] { clause.TryStart, clause.TryEnd, clause.HandlerStart, clause.HandlerEnd, clause.FilterStart });
		labels.Remove (null);
		foreach (Label label in labels)
			starts.Add (label.Position);
		for (int i = 0; i < old.Count; i++)
			if (old [i].NoPrefix == 0 && old [i].Code.FlowControl == FlowControl.Cond_Branch)
				starts.Add (i + 1);
		body.Instructions.Clear ();
		for (int i = 0; i < old.Count; i++) {
			moved [i] = body.Instructions.Count;
			if (starts.Contains (i) && !old [i].IsUncounted)
				Count (body, starts.Where (s => s > i).DefaultIfEmpty (old.Count).Min () - i);
			/* Prefixes belong to what follows. */
			if (i == 0 || !IsPrefix (old [i - 1]))
				foreach (string shape in shapes.Skip (i).Take (old.Skip (i).TakeWhile (IsPrefix).Count () + 1).SelectMany (s => s)) {
					body.Op (OpCodes.Ldc_I4, Shapes.NumberOf (shape));
					body.Op (OpCodes.Call, Library.Reached);
				}
			body.Instructions.Add (old [i]);
		}
		moved [old.Count] = body.Instructions.Count;
		foreach (Label label in labels)
			label.Position = moved [label.Position];
	}

	static bool IsPrefix (Instruction instruction)
	{
		return instruction.NoPrefix != 0 || instruction.Code.OpCodeType == OpCodeType.Prefix;
	}

	static void Count (Body body, int instructions)
	{
		body.Op (OpCodes.Ldsfld, Library.Executed);
		body.Op (OpCodes.Ldc_I4, instructions);
		body.Op (OpCodes.Conv_I8);
		body.Op (OpCodes.Add);
		body.Op (OpCodes.Stsfld, Library.Executed);
	}
}
