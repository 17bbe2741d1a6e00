// Null references: fields near and far, arrays, calls, delegates, strings, casts, structs in objects
// (ECMA-335 III.3, the exceptions of each instruction)
using System;
using System.Runtime.CompilerServices;

unsafe struct Big { public fixed byte Data [70000]; }
struct Pair { public long A; public string B; }

class CalleesObject {
	public int Near; public string Text; public double Number; public Pair Value; public byte Narrow; public Big Huge;
	public int Far;
	public object FarReference;
	[MethodImpl (MethodImplOptions.NoInlining)] public int Instance () { return 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual int Virtual () { return 2; }
	[MethodImpl (MethodImplOptions.NoInlining)] public T Generic<T> (T value) { return value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public virtual T GenericVirtual<T> (T value) { return value; }
	[MethodImpl (MethodImplOptions.NoInlining)] public Pair Structure () { return new Pair (); }
}

interface IThing { int Do (); }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)] public static int LoadNear (CalleesObject a) { return a.Near; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreNear (CalleesObject a) { a.Near = 5; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string LoadText (CalleesObject a) { return a.Text; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreText (CalleesObject a) { a.Text = "x"; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static double LoadNumber (CalleesObject a) { return a.Number; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Pair LoadValue (CalleesObject a) { return a.Value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreValue (CalleesObject a) { a.Value = new Pair { A = 1 }; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Nested (CalleesObject a) { return a.Value.B; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int LoadFar (CalleesObject a) { return a.Far; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreFar (CalleesObject a) { a.Far = 5; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreFarReference (CalleesObject a) { a.FarReference = a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Unused (CalleesObject a) { int unused = a.Near; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int Address (CalleesObject a) { return Read (ref a.Near); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static int AddressUnused (CalleesObject a) { return Ignore (ref a.Far); }
	static int Read (ref int a) { return a; }
	static int Ignore (ref int a) { return 3; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Instance (CalleesObject a) { return a.Instance (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Virtual (CalleesObject a) { return a.Virtual (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Generic (CalleesObject a) { return a.Generic (5); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static string GenericVirtual (CalleesObject a) { return a.GenericVirtual ("x"); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static long Structure (CalleesObject a) { return a.Structure ().A; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Interface (IThing a) { return a.Do (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Invoke (Func<int> a) { return a (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Length (int[] a) { return a.Length; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Element (int[] a) { return a [0]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreElement (string[] a) { a [5] = "x"; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void StoreStruct (Pair[] a) { a [5].A = 1; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Text (object a) { return a.ToString (); }
	[MethodImpl (MethodImplOptions.NoInlining)] public static string Type (object a) { return a.GetType ().Name; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static char Char (string a) { return a [0]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Unbox (object a) { return (int) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static object Cast (object a) { return (CalleesObject) a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static void Throw (Exception a) { throw a; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static Func<int> Delegate (CalleesObject a) { return a.Virtual; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static Func<int> DelegateDirect (CalleesObject a) { return a.Instance; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static int Loop (CalleesObject[] all)
	{
		int sum = 0;
		for (int i = 0; i < all.Length; i++)
			sum += all [i].Near;
		return sum;
	}
}

static class Callers {
	static void Check (string name, Action<CalleesObject> code, CalleesObject a)
	{
		Report.Throws (name + " of null", () => code (null));
		Report.Throws (name, () => code (a));
	}

	public static void Run ()
	{
		var a = new CalleesObject { Far = 12 };
		Check ("load", o => Callees.LoadNear (o), a);
		Check ("store", o => Callees.StoreNear (o), a);
		Check ("load reference", o => Callees.LoadText (o), a);
		Check ("store reference", o => Callees.StoreText (o), a);
		Check ("load float", o => Callees.LoadNumber (o), a);
		Check ("load struct", o => Callees.LoadValue (o), a);
		Check ("store struct", o => Callees.StoreValue (o), a);
		Check ("nested", o => Callees.Nested (o), a);
		Check ("load far", o => Callees.LoadFar (o), a);
		Check ("store far", o => Callees.StoreFar (o), a);
		Check ("store far reference", o => Callees.StoreFarReference (o), a);
		Check ("unused", o => Callees.Unused (o), a);
		Check ("address", o => Callees.Address (o), a);
		Check ("unused address", o => Callees.AddressUnused (o), a);
		Check ("instance", o => Callees.Instance (o), a);
		Check ("virtual", o => Callees.Virtual (o), a);
		Check ("generic", o => Callees.Generic (o), a);
		Check ("generic virtual", o => Callees.GenericVirtual (o), a);
		Check ("struct result", o => Callees.Structure (o), a);
		Check ("text", o => Callees.Text (o), a);
		Check ("type", o => Callees.Type (o), a);
		Check ("cast", o => Callees.Cast (o), a);
		Check ("delegate", o => Callees.Delegate (o) (), a);
		Check ("direct delegate", o => Callees.DelegateDirect (o) (), a);
		Check ("loop", o => Callees.Loop (new [] { a, a, o }), a);
		Report.Value ("far", a.Far);
		Report.Throws ("interface", () => Callees.Interface (null));
		Report.Throws ("invoke", () => Callees.Invoke (null));
		Report.Throws ("length", () => Callees.Length (null));
		Report.Throws ("element", () => Callees.Element (null));
		Report.Throws ("store element", () => Callees.StoreElement (null));
		Report.Throws ("store struct element", () => Callees.StoreStruct (null));
		Report.Throws ("char", () => Callees.Char (null));
		Report.Throws ("unbox", () => Callees.Unbox (null));
		Report.Throws ("throw", () => Callees.Throw (null));
		Report.Throws ("loop of null", () => Callees.Loop (null));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
