// Write barriers of array elements, struct copies, byrefs and statics: old objects refer to new ones over many
// collections
// (ECMA-335 I.12.1.5)
using System;
using System.Runtime.CompilerServices;

struct Entry { public string Key; public int Number; public object Value; }
struct Wide { public Entry A, B, C; }
class Box { public Entry Entry; public Wide Wide; public object Any; }

static class Callees {
	public static object Shared;
	public static Entry SharedEntry;
	static int seed = 12345;

	[MethodImpl (MethodImplOptions.NoInlining)] static int Next (int limit)
	{
		seed = unchecked (seed * 1103515245 + 12345);
		return (int) ((uint) seed >> 8) % limit;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Entry New (int i) { return new Entry { Key = "key" + i, Number = i, Value = i }; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Set (ref object target, object value) { target = value; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Set (ref Entry target, Entry value) { target = value; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void SetGeneric<T> (ref T target, T value) { target = value; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Work (object[] objects, string[] strings, Entry[] entries, Wide[] wides, Box[] boxes, int rounds)
	{
		for (int i = 0; i < rounds; i++) {
			objects [Next (objects.Length)] = "object" + i;
			strings [Next (strings.Length)] = new string ((char) ('a' + i % 26), 1 + i % 5);
			entries [Next (entries.Length)] = New (i);
			wides [Next (wides.Length)].B = entries [Next (entries.Length)];
			wides [Next (wides.Length)] = new Wide { A = New (i), C = New (-i) };
			Box box = boxes [Next (boxes.Length)];
			box.Entry = New (i + 1);
			box.Wide = wides [Next (wides.Length)];
			Set (ref box.Any, "any" + i);
			Set (ref objects [Next (objects.Length)], box.Entry);
			Set (ref entries [Next (entries.Length)], New (i + 2));
			SetGeneric (ref box.Entry.Value, strings [Next (strings.Length)]);
			SetGeneric (ref boxes [Next (boxes.Length)].Wide, box.Wide);
			Shared = new Box { Any = objects [Next (objects.Length)] };
			SharedEntry = New (i * 2);
			if (i % 10000 == 9999)
				GC.Collect (i % 20000 == 9999 ? 0 : 1);
		}
	}

	static int Hash (Entry a) { return Hash (a.Key) * 3 + a.Number + Hash (a.Value) * 5; }
	static int Hash (object a)
	{
		if (a is Entry)
			return Hash ((Entry) a);
		int hash = 7;
		if (a != null)
			foreach (char c in a.ToString ())
				hash = unchecked (hash * 31 + c);
		return hash;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string Hash (object[] objects, string[] strings, Entry[] entries, Wide[] wides, Box[] boxes)
	{
		int a = 0, b = 0, c = 0, d = 0, e = 0;
		unchecked {
			for (int i = 0; i < objects.Length; i++) a = a * 31 + Hash (objects [i]);
			for (int i = 0; i < strings.Length; i++) b = b * 31 + Hash (strings [i]);
			for (int i = 0; i < entries.Length; i++) c = c * 31 + Hash (entries [i]);
			for (int i = 0; i < wides.Length; i++) d = d * 31 + Hash (wides [i].A) + Hash (wides [i].B) * 3 +
				Hash (wides [i].C) * 5;
			for (int i = 0; i < boxes.Length; i++)
				e = e * 31 + Hash (boxes [i].Entry) + Hash (boxes [i].Wide.A) * 3 + Hash (boxes [i].Wide.C) +
					Hash (boxes [i].Any) * 5;
			return a + " " + b + " " + c + " " + d + " " + e + " " + Hash (((Box) Shared).Any) + " " +
				Hash (SharedEntry);
		}
	}
}

static class Callers {
	public static void Run ()
	{
		var boxes = new Box [50];
		for (int i = 0; i < boxes.Length; i++)
			boxes [i] = new Box ();
		var objects = new object [1000];
		var strings = new string [1000];
		var entries = new Entry [500];
		var wides = new Wide [300];
		GC.Collect ();
		for (int i = 0; i < 5; i++) {
			Callees.Work (objects, strings, entries, wides, boxes, 20000);
			Report.Line (Callees.Hash (objects, strings, entries, wides, boxes));
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
