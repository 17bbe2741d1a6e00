// SPDX-License-Identifier: MIT
//
// Makes a program smaller as long as it still shows what it showed: statements are left out, expressions are replaced by
// what they are made of or by a default, loops run less often. Several candidates are tried in one process.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

/* A change of a tree, and how to take it back */
sealed class Change
{
	public Action Do, Undo;
	public Tuple<Node, int> Place;             /* of a node's kids, which; -1: the list of them, or its number */
	public int Saves;                          /* nodes */
}

sealed class Reducer
{
	const int AtOnce = 16;

	readonly Generator generator;
	readonly Func<IList<Change []>, bool []> judge;
	readonly TimeSpan limit;
	readonly Stopwatch clock = Stopwatch.StartNew ();

	/* JUDGE tries sets of changes, leaves none done, and says with which the fault is still there. */
	public Reducer (Generator generator, Func<IList<Change []>, bool []> judge, TimeSpan limit)
	{
		this.generator = generator;
		this.judge = judge;
		this.limit = limit;
	}

	bool IsOver { get { return clock.Elapsed > limit; } }

	/* Until nothing can be taken away, or time is up */
	public void Reduce ()
	{
		bool smaller = true;

		while (smaller && !IsOver) {
			smaller = false;
			for (int parts = 1; parts <= 8; parts *= 2)
				smaller |= Try (Omissions (parts));
			smaller |= Try (Replacements ());
		}
	}

	/* Does the changes that leave the fault there: those of a group together, if they do so together, else the first. A
	 * place is changed once; a change of what another has taken away does nothing. */
	bool Try (List<Change> changes)
	{
		var changed = new HashSet<Tuple<Node, int>> ();
		bool found = false;

		while (changes.Count > 0 && !IsOver) {
			List<Change> group = changes.GroupBy (c => c.Place).Select (g => g.First ()).Take (AtOnce).ToList ();
			bool [] good = judge (group.Select (c => new [] { c }).ToArray ());
			Change [] chosen = group.Where ((c, i) => good [i]).ToArray ();

			if (chosen.Length > 1 && !judge (new [] { chosen }) [0])
				chosen = chosen.Take (1).ToArray ();
			foreach (Change change in chosen) {
				change.Do ();
				changed.Add (change.Place);
				found = true;
			}
			changes = changes.Where (c => !group.Contains (c) && !changed.Contains (c.Place)).ToList ();
		}
		return found;
	}

	IEnumerable<Node> Nodes (Node node)
	{
		return new [] { node }.Concat (node.Kids.SelectMany (Nodes));
	}

	IEnumerable<Node> AllNodes { get { return generator.Roots.SelectMany (Nodes).ToList (); } }

	/* Of each list of statements, a part of them, the largest first */
	List<Change> Omissions (int parts)
	{
		var changes = new List<Change> ();

		foreach (Node list in AllNodes.Where (n => n.IsList && n.Kids.Count > 0)) {
			int length = Math.Max (1, list.Kids.Count / parts);
			List<Node> whole = list.Kids;

			if (list.Kids.Count < parts && parts > 1)
				continue;
			for (int start = 0; start < whole.Count; start += length) {
				List<Node> rest = whole.Where ((kid, i) => i < start || i >= start + length).ToList ();
				changes.Add (new Change {
					Place = Tuple.Create (list, -1),
					Do = () => list.Kids = rest, Undo = () => list.Kids = whole, Saves = whole.Sum (k => k.Size) - rest.Sum (k => k.Size)
				});
			}
		}
		return changes.OrderByDescending (c => c.Saves).ToList ();
	}

	List<Change> Replacements ()
	{
		var changes = new List<Change> ();

		foreach (Node parent in AllNodes) {
			Node node = parent;

			if (parent.Number > 1)
				changes.Add (NumberChange (node, node.Number / 2));
			for (int i = 0; i < parent.Kids.Count; i++)
				KidChanges (changes, parent, i);
		}
		return changes.OrderByDescending (c => c.Saves).ToList ();
	}

	static Change NumberChange (Node node, int number)
	{
		int before = node.Number;

		return new Change {
			Place = Tuple.Create (node, -1), Do = () => node.Number = number, Undo = () => node.Number = before, Saves = 1
		};
	}

	static void KidChanges (List<Change> changes, Node parent, int index)
	{
		Node kid = parent.Kids [index];

		foreach (Node smaller in kid.Kids.Where (k => k.Type.Fits (kid.Type)))
			changes.Add (Replacement (parent, index, smaller));
		if (kid.Size > 1 || kid.Type.Kind == Kind.None && !kid.IsList)
			changes.Add (Replacement (parent, index, kid.Type.Kind == Kind.None ? Node.Block () : Node.Default (kid.Type)));
	}

	static Change Replacement (Node parent, int index, Node node)
	{
		Node before = parent.Kids [index];

		return new Change {
			Place = Tuple.Create (parent, index), Do = () => parent.Kids [index] = node, Undo = () => parent.Kids [index] = before,
			Saves = before.Size - node.Size
		};
	}
}
