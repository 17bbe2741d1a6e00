// Each kind of store into old objects makes the collector see the new object: fields, elements, byrefs, structs of all
// sizes, copies of arrays, atomic operations, statics (ECMA-335 I.12.1.5)
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;

struct One { public string A; }
struct Two { public int Number; public string A; }
struct Three { public string A; public int Number; public string B; }
struct Five { public string A, B; public double Number; public string C, D; }
struct Nine { public Two First; public Three Second; public string A, B, C, D; }
struct Twenty { public Nine First, Second; public One Last; public int Number; }
struct Pair<K, V> { public K Key; public V Value; }

class Fields {
	public string Text; public volatile string Volatile; public object Any; public Action Delegate;
	public One One; public Two Two; public Three Three; public Five Five; public Nine Nine; public Twenty Twenty;
	public Pair<string, object> Pair; public Pair<int, string>? Nullable; public KeyValuePair<string, int> Library;
	public string Property { get; set; }
	public event Action Event;
	public void Raise () { Event (); }
	public string this [int i] { get { return Text; } set { Text = value; } }
}

class Generic<T> {
	public T Field;
	public static T Static;
	public T[] Elements = new T [4];
	[MethodImpl (MethodImplOptions.NoInlining)]
	public void Set (T value, int i) { Field = value; Elements [i] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void SetStatic (T value) { Static = value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void SetByRef (ref T to, T value) { to = value; }
}

static class Statics {
	public static string Text;
	public static Nine Nine;
	[ThreadStatic] public static string OfThread;
	[ThreadStatic] public static Three ThreeOfThread;
}

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] static string New (int i) { return "new" + i; }
	[MethodImpl (MethodImplOptions.NoInlining)] static One NewOne (int i) { return new One { A = New (i) }; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	static Two NewTwo (int i) { return new Two { A = New (i), Number = i }; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Three NewThree (int i) { return new Three { A = New (i), B = New (i + 1), Number = i }; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Five NewFive (int i)
	{
		return new Five { A = New (i), B = New (i + 1), C = New (i + 2), D = New (i + 3), Number = i };
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Nine NewNine (int i)
	{
		return new Nine { First = NewTwo (i), Second = NewThree (i + 1), A = New (i + 3), D = New (i + 4) };
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static Twenty NewTwenty (int i)
	{
		return new Twenty { First = NewNine (i), Second = NewNine (i + 5), Last = NewOne (i + 10), Number = i };
	}

	static string Show (Three three) { return three.A + three.B + three.Number; }
	static string Show (Five five) { return five.A + five.B + five.C + five.D + five.Number; }
	static string Show (Nine nine) { return nine.First.A + Show (nine.Second) + nine.A + nine.B + nine.C + nine.D; }
	static string Show (Twenty twenty) { return Show (twenty.First) + Show (twenty.Second) + twenty.Last.A; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string InFields (int i)
	{
		var old = new Fields ();
		var holder = new Fields [] { old };
		old = null;
		Garbage.Promote ();
		SetFields (holder [0], i);
		Garbage.Collect ();
		Garbage.Collect ();
		return ShowFields (holder [0]);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void SetFields (Fields fields, int i)
	{
		string text = New (i);
		fields.Text = New (i);
		fields.Volatile = New (i + 1);
		fields.Any = i;
		fields.Delegate = () => { text += "called"; };
		fields.Event += () => { text += "raised"; };
		fields.Property = New (i + 2);
		fields [0] += New (i + 3);
		fields.One = NewOne (i);
		fields.Two = NewTwo (i);
		fields.Three = NewThree (i);
		fields.Five = NewFive (i);
		fields.Nine = NewNine (i);
		fields.Twenty = NewTwenty (i);
		fields.Pair = new Pair<string, object> { Key = New (i), Value = NewTwo (i) };
		fields.Nullable = new Pair<int, string> { Key = i, Value = New (i) };
		fields.Library = new KeyValuePair<string, int> (New (i), i);
		fields.Five.B = New (i + 40);
		fields.Twenty.Second.Second.B = New (i + 41);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static string ShowFields (Fields fields)
	{
		fields.Delegate ();
		fields.Raise ();
		return fields.Text + fields.Volatile + fields.Any + fields.Property + fields.One.A + fields.Two.A
			+ Show (fields.Three) + Show (fields.Five) + Show (fields.Nine) + Show (fields.Twenty) + fields.Pair.Key
			+ ((Two) fields.Pair.Value).A + fields.Nullable.Value.Value + fields.Library;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void SetElements (object[] any, string[] texts, Two[] twos, Nine[] nines, Three[,] threes, Five[][] fives,
		Two?[] nullables, int i)
	{
		any [1] = New (i);
		any [2] = NewNine (i);
		texts [1] = New (i + 1);
		twos [1] = NewTwo (i);
		twos [2].A = New (i + 2);
		nines [1] = NewNine (i + 2);
		nines [2].Second.B = New (i + 3);
		threes [1, 1] = NewThree (i + 4);
		threes [1, 0].A = New (i + 5);
		fives [1] [1] = NewFive (i + 6);
		fives [0] = new Five [] { NewFive (i + 7) };
		nullables [1] = NewTwo (i + 8);
		ref Three reference = ref threes [0, 1];
		reference = NewThree (i + 9);
		reference.B = New (i + 10);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string InArrays (int i)
	{
		var any = new object [4];
		var texts = new string [4];
		var twos = new Two [300];
		var nines = new Nine [300];
		var threes = new Three [2, 2];
		var fives = new Five [] [] { null, new Five [2] };
		var nullables = new Two? [3];
		var all = new object [] { any, texts, twos, nines, threes, fives, nullables };
		any = null; texts = null; twos = null; nines = null; threes = null; fives = null; nullables = null;
		Garbage.Promote ();
		SetElements ((object[]) all [0], (string[]) all [1], (Two[]) all [2], (Nine[]) all [3], (Three[,]) all [4],
			(Five[][]) all [5], (Two?[]) all [6], i);
		Garbage.Collect ();
		Garbage.Collect ();
		return ((object[]) all [0]) [1] + Show ((Nine) ((object[]) all [0]) [2]) + ((string[]) all [1]) [1]
			+ ((Two[]) all [2]) [1].A + ((Two[]) all [2]) [2].A + Show (((Nine[]) all [3]) [1])
			+ Show (((Nine[]) all [3]) [2]) + Show (((Three[,]) all [4]) [1, 1]) + Show (((Three[,]) all [4]) [1, 0])
			+ Show (((Three[,]) all [4]) [0, 1]) + Show (((Five[][]) all [5]) [1] [1])
			+ Show (((Five[][]) all [5]) [0] [0]) + ((Two?[]) all [6]) [1].Value.A;
	}

	[MethodImpl (MethodImplOptions.NoInlining)] static void Set<T> (out T to, T value) { to = value; }
	[MethodImpl (MethodImplOptions.NoInlining)] static void Swap<T> (ref T a, ref T b) { T c = a; a = b; b = c; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void SetByRef (Fields fields, Nine[] nines, int i)
	{
		Set (out fields.Text, New (i));
		Set (out fields.Nine, NewNine (i));
		Set (out nines [0].B, New (i + 1));
		Set (out nines [1], NewNine (i + 2));
		Swap (ref fields.Nine, ref nines [1]);
		Swap (ref fields.Text, ref nines [0].B);
		Generic<string>.SetByRef (ref fields.Nine.C, New (i + 3));
		Generic<Five>.SetByRef (ref fields.Five, NewFive (i + 4));
		Generic<object>.SetByRef (ref fields.Any, NewTwo (i));
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string ByRef (int i)
	{
		var holder = new object [] { new Fields (), new Nine [2] };
		Garbage.Promote ();
		SetByRef ((Fields) holder [0], (Nine[]) holder [1], i);
		Garbage.Collect ();
		Garbage.Collect ();
		var fields = (Fields) holder [0];
		var nines = (Nine[]) holder [1];
		return fields.Text + Show (fields.Nine) + Show (nines [0]) + Show (nines [1]) + Show (fields.Five)
			+ ((Two) fields.Any).A;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void SetGeneric (object[] holder, int i)
	{
		((Generic<string>) holder [0]).Set (New (i), 1);
		((Generic<Three>) holder [1]).Set (NewThree (i), 2);
		((Generic<Pair<string, Nine>>) holder [2]).Set (
			new Pair<string, Nine> { Key = New (i), Value = NewNine (i) }, 3);
		((Generic<int?>) holder [3]).Set (i, 0);
		Generic<string>.SetStatic (New (i + 1));
		Generic<Three>.SetStatic (NewThree (i + 1));
		Generic<Pair<string, Nine>>.SetStatic (new Pair<string, Nine> { Key = New (i), Value = NewNine (i + 1) });
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string InGenerics (int i)
	{
		var holder = new object [] { new Generic<string> (), new Generic<Three> (), new Generic<Pair<string, Nine>> (),
			new Generic<int?> () };
		Garbage.Promote ();
		SetGeneric (holder, i);
		Garbage.Collect ();
		Garbage.Collect ();
		var texts = (Generic<string>) holder [0];
		var threes = (Generic<Three>) holder [1];
		var pairs = (Generic<Pair<string, Nine>>) holder [2];
		return texts.Field + texts.Elements [1] + Show (threes.Field) + Show (threes.Elements [2]) + pairs.Field.Key
			+ Show (pairs.Field.Value) + Show (pairs.Elements [3].Value) + ((Generic<int?>) holder [3]).Field
			+ Generic<string>.Static + Show (Generic<Three>.Static) + Show (Generic<Pair<string, Nine>>.Static.Value);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void CopyArrays (object[] holder, int i)
	{
		var texts = new string [100];
		var nines = new Nine [100];
		for (int j = 0; j < 100; j++) {
			texts [j] = New (i + j);
			nines [j] = NewNine (i + j);
		}
		Array.Copy (texts, (object[]) holder [0], 100);
		Array.Copy (texts, 10, (string[]) holder [1], 20, 50);
		nines.CopyTo ((Nine[]) holder [2], 0);
		Array.Copy (nines, 0, (Nine[]) holder [3], 1, 99);
		((Array) holder [1]).SetValue (New (i + 1000), 0);
		((Array) holder [2]).SetValue (NewNine (i + 1001), 0);
		((List<string>) holder [4]).AddRange (texts);
		((List<string>) holder [4]).Insert (3, New (i));
		for (int j = 0; j < 100; j++)
			((Dictionary<string, Nine>) holder [5]) [texts [j]] = nines [j];
		holder [6] = texts.Clone ();
		holder [7] = texts.Select (text => text + "!").ToArray ();
		Array.Reverse ((string[]) holder [1]);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Copies (int i)
	{
		var holder = new object [] { new object [100], new string [100], new Nine [100], new Nine [100],
			new List<string> (2), new Dictionary<string, Nine> (), null, null };
		Garbage.Promote ();
		CopyArrays (holder, i);
		Garbage.Collect ();
		Garbage.Collect ();
		int hash = 0;
		unchecked {
			foreach (object text in (object[]) holder [0]) hash = hash * 31 + Hash (text);
			foreach (object text in (string[]) holder [1]) hash = hash * 31 + Hash (text);
			foreach (Nine nine in (Nine[]) holder [2]) hash = hash * 31 + Hash (Show (nine));
			foreach (Nine nine in (Nine[]) holder [3]) hash = hash * 31 + Hash (Show (nine));
			foreach (string text in (List<string>) holder [4]) hash = hash * 31 + Hash (text);
			foreach (var pair in (Dictionary<string, Nine>) holder [5])
				hash = hash * 31 + Hash (pair.Key) + Hash (Show (pair.Value));
			foreach (string text in (string[]) holder [6]) hash = hash * 31 + Hash (text);
			foreach (string text in (string[]) holder [7]) hash = hash * 31 + Hash (text);
		}
		return hash;
	}

	static int Hash (object value)
	{
		int hash = 7;
		foreach (char c in value + "")
			hash = unchecked (hash * 31 + c);
		return hash;
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void SetAtomically (Fields fields, string[] texts, int i)
	{
		Interlocked.Exchange (ref fields.Text, New (i));
		Interlocked.Exchange (ref fields.Any, NewTwo (i));
		Interlocked.CompareExchange (ref texts [0], New (i + 1), null);
		Interlocked.CompareExchange<string> (ref texts [1], New (i + 2), "not this");
		Interlocked.Exchange<string> (ref texts [2], New (i + 3));
		Volatile.Write (ref texts [3], New (i + 4));
		Interlocked.CompareExchange (ref fields.Delegate, Raise, null);
	}

	static void Raise () { Statics.Text += "!"; }

	[MethodImpl (MethodImplOptions.NoInlining)]
	static void SetStatics (int i)
	{
		Statics.Text = New (i);
		Statics.Nine = NewNine (i);
		Statics.Nine.Second.A = New (i + 1);
		Statics.OfThread = New (i + 2);
		Statics.ThreeOfThread = NewThree (i + 3);
	}

	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string AtomicallyAndStatic (int i)
	{
		var holder = new object [] { new Fields (), new string [5] };
		Garbage.Promote ();
		SetAtomically ((Fields) holder [0], (string[]) holder [1], i);
		SetStatics (i);
		Garbage.Collect ();
		Garbage.Collect ();
		var fields = (Fields) holder [0];
		fields.Delegate ();
		return fields.Text + ((Two) fields.Any).A + string.Join (",", (string[]) holder [1]) + Statics.Text
			+ Show (Statics.Nine) + Statics.OfThread + Show (Statics.ThreeOfThread);
	}
}

static class Callers {
	public static void Run ()
	{
		for (int i = 0; i < 5; i++) {
			Report.Value ("fields", Callees.InFields (i));
			Report.Value ("arrays", Callees.InArrays (i));
			Report.Value ("by reference", Callees.ByRef (i));
			Report.Value ("generics", Callees.InGenerics (i));
			Report.Value ("copies", Callees.Copies (i));
			Report.Value ("atomically and static", Callees.AtomicallyAndStatic (i));
		}
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
