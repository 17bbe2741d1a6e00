// Weak references, handles and tables: they keep nothing alive, find what lives, and forget what is gone
// (System.Runtime.InteropServices.GCHandle, System.WeakReference, ConditionalWeakTable)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

class Target {
	public string Name;
	public byte[] Load = new byte [64];
	public Target (int i) { Name = "target" + i; }
}

class Finalized : Target {
	public Finalized (int i) : base (i) { }
	~Finalized () { Load [0]++; }
}

static class Callees {
	const int Count = 400;

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Make (List<Target> kept, GCHandle[] handles, WeakReference<Target>[] references,
		WeakReference[] tracking)
	{
		for (int i = 0; i < Count; i++) {
			Target target = i % 2 == 0 ? new Target (i) : new Finalized (i);
			handles [i] = GCHandle.Alloc (target, i % 4 < 2 ? GCHandleType.Weak : GCHandleType.WeakTrackResurrection);
			references [i] = new WeakReference<Target> (target);
			tracking [i] = new WeakReference (target, true);
			if (i % 5 == 0)
				kept.Add (target);
		}
	}

	/* How many targets are found, the kept ones among them; each must be the right one. */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Look (string when, List<Target> kept, Func<int, object> find)
	{
		int found = 0, keptFound = 0, wrong = 0;
		for (int i = 0; i < Count; i++) {
			var target = (Target) find (i);
			if (target == null)
				continue;
			found++;
			if (target.Name != "target" + i)
				wrong++;
			if (i % 5 == 0 && target == kept [i / 5])
				keptFound++;
		}
		Report.Value (when + ", kept", keptFound);
		Report.Value (when + ", wrong", wrong);
		/* What calls have left on the stack may hold a few others. */
		Report.Value (when + ", others", found == Count ? "all" : found - keptFound < 20 ? "hardly any" : "some");
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void LookEverywhere (string when, List<Target> kept, GCHandle[] handles, WeakReference<Target>[] references,
		WeakReference[] tracking)
	{
		Look (when + ", handles", kept, i => handles [i].Target);
		Look (when + ", references", kept, i => {
			Target target;
			return references [i].TryGetTarget (out target) ? target : null;
		});
		Look (when + ", tracking", kept, i => tracking [i].Target);
	}

	public static void References ()
	{
		var kept = new List<Target> ();
		var handles = new GCHandle [Count];
		var references = new WeakReference<Target> [Count];
		var tracking = new WeakReference [Count];
		Make (kept, handles, references, tracking);
		LookEverywhere ("before", kept, handles, references, tracking);
		for (int i = 0; i < 3; i++) {
			Garbage.CollectAll ();
			GC.WaitForPendingFinalizers ();
		}
		LookEverywhere ("after", kept, handles, references, tracking);
		for (int i = 0; i < Count; i++)
			handles [i].Free ();
		GC.KeepAlive (kept);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Attach (ConditionalWeakTable<Target, string> table, List<Target> kept)
	{
		for (int i = 0; i < Count; i++) {
			var key = new Target (i);
			table.Add (key, "value" + i);
			if (i % 5 == 0)
				kept.Add (key);
		}
	}

	public static void Table ()
	{
		var table = new ConditionalWeakTable<Target, string> ();
		var kept = new List<Target> ();
		int right = 0;
		Attach (table, kept);
		Garbage.CollectAll ();
		Garbage.Collect ();
		foreach (Target key in kept) {
			string value;
			if (table.TryGetValue (key, out value) && value == "value" + key.Name.Substring (6))
				right++;
		}
		Report.Value ("values in the table", right);
		Report.Value ("of another key", table.GetValue (new Target (-1), key => key.Name + "made"));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void Use (WeakReference reference, ref string log)
	{
		object target = reference.Target;
		Garbage.CollectAll ();
		log += target != null && reference.Target == target ? "alive " : "gone ";
		GC.KeepAlive (target);
	}

	// Further down the stack than what Collect needs itself, so that it overwrites all that is left of it
	[MethodImpl (MethodImplOptions.NoInlining)]
	static WeakReference NewReference (int i, int depth = 5)
	{
		WeakReference reference = depth == 0 ? new WeakReference (new Target (i)) : NewReference (i, depth - 1);
		return reference.IsAlive ? reference : null;
	}

	public static void WhileInUse ()
	{
		string log = "";
		var targets = new Target [3];
		for (int i = 0; i < 3; i++) {
			targets [i] = new Target (i);
			Use (new WeakReference (targets [i]), ref log);
		}
		WeakReference unused = NewReference (7);
		for (int i = 0; i < 3; i++)
			Garbage.CollectAll ();
		Report.Value ("in use", log);
		Report.Value ("not in use", unused.IsAlive);
		GC.KeepAlive (targets);
	}

	/* Normal and pinned handles do keep alive */
	[MethodImpl (MethodImplOptions.NoInlining)]
	static GCHandle NewHandle (int i, GCHandleType type)
	{
		object target = type == GCHandleType.Pinned ? (object) new [] { i, i + 1, i + 2 } : new Target (i);
		return GCHandle.Alloc (target, type);
	}

	public static unsafe void Strong ()
	{
		GCHandle normal = NewHandle (1, GCHandleType.Normal), pinned = NewHandle (2, GCHandleType.Pinned);
		var address = (int *) pinned.AddrOfPinnedObject ();
		Garbage.CollectAll ();
		Garbage.CollectAll ();
		Report.Value ("normal", ((Target) normal.Target).Name);
		Report.Value ("pinned", address [0] + address [1] * 10 + address [2] * 100);
		Report.Value ("same place", address == (int *) pinned.AddrOfPinnedObject ());
		normal.Free ();
		pinned.Free ();
	}
}

static class Callers {
	public static void Run ()
	{
		Callees.References ();
		Callees.Table ();
		Callees.WhileInUse ();
		Callees.Strong ();
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
