// Stores into covariant arrays and addresses of their elements are checked (ECMA-335 III.4.26,
// III.4.9)
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Animal { public override string ToString () { return GetType ().Name; } }
class Dog : Animal { }
sealed class Cat : Animal { }
interface INamed { }
class Named : INamed { }

static class Callees {
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Store (object[] target, int index, object value) { target [index] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreAnimal (Animal[] target, Animal value) { target [0] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreNamed (INamed[] target, INamed value) { target [0] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreCat (Cat[] target, Cat value) { target [0] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void StoreArray (object[][] target, object[] value) { target [0] = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void Change (ref object target, object value) { target = value; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static void ByAddress (object[] target, object value) { Change (ref target [0], value); }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static T Generic<T> (T[] target, T value) { target [0] = value; return target [0]; }
	[MethodImpl (MethodImplOptions.NoInlining)] public static uint Unsigned (uint[] values) { return values [0]; }
	[MethodImpl (MethodImplOptions.NoInlining)]
	public static object Load (object[] values, int index) { return values [index]; }
}

static class Callers {
	[MethodImpl (MethodImplOptions.NoInlining)]
	static T Hide<T> (T value) { return value; }

	static void Made (string name, Func<object[]> make)
	{
		object[] made = null;
		Report.Throws (name, () => made = make ());
		for (int i = 0; made != null && i < made.Length; i++)
			Report.Value (name, made [i]);
	}

	// What is stored right behind newarr, in vectors of exactly that type
	static void MadeHere ()
	{
		Made ("strings", () => new string [] { "a", null, Hide ("b"), Hide<string> (null), "c" + Hide (1) });
		Made ("cats", () => new Cat [] { new Cat (), Hide (new Cat ()), null });
		Made ("animals", () => new Animal [] { new Dog (), new Cat (), new Animal (), Hide<Animal> (new Cat ()) });
		Made ("interfaces", () => new INamed [] { new Named (), Hide<INamed> (new Named ()) });
		Made ("comparables", () => new IComparable [] { 1, "x", 2.5, DayOfWeek.Monday, Hide<IComparable> (3) });
		Made ("value types", () => new ValueType [] { 1, (int?) 2, (int?) null, DayOfWeek.Friday });
		Made ("enums", () => new Enum [] { DayOfWeek.Friday, ConsoleColor.Red });
		Made ("objects", () => new object [] { 1, "x", new Dog (), new int [1], null, Hide<object> (2.5) });
		Made ("vectors", () => new object [] [] { new string [1], new object [1], Hide<object[]> (new Dog [1]) });
		Made ("functions", () => new Func<object> [] { () => 1, Hide<Func<string>> (() => "x"), new Func<object> (() => 2) });
		Made ("lists", () => new IEnumerable<object> [] { new List<string> (), Hide (new List<object> ()) });
		Made ("beyond", () => { var made = new string [1]; made [1] = "x"; return made; });
		Made ("before", () => { var made = new Cat [1]; made [-1] = Hide (new Cat ()); return made; });
	}

	static void Store (string name, object[] target, object value)
	{
		Report.Throws (name, () => Callees.Store (target, 0, value));
		Report.Value (name, Callees.Load (target, 0));
	}

	public static void Run ()
	{
		Store ("object into object[]", new object [1], 5);
		Store ("null into string[]", new string [] { "x" }, null);
		Store ("string into string[]", new string [1], "text");
		Store ("object into string[]", new string [1], new object ());
		Store ("boxed int into string[]", new string [1], 5);
		Store ("dog into animal[]", new Animal [1], new Dog ());
		Store ("animal into dog[]", new Dog [1], new Animal ());
		Store ("cat into cat[]", new Cat [1], new Cat ());
		Store ("dog into cat[]", new Cat [1], new Dog ());
		Store ("named into INamed[]", new INamed [1], new Named ());
		Store ("dog into INamed[]", new INamed [1], new Dog ());
		Store ("boxed into IComparable[]", new IComparable [1], 7);
		Store ("array into object[][]", new object [1] [], new string [2]);
		Store ("int[] into object[][]", new object [1] [], new int [2]);
		Store ("list into IEnumerable<object>[]", new IEnumerable<object> [1], new List<string> ());
		Store ("list of int into IEnumerable<object>[]", new IEnumerable<object> [1], new List<int> ());
		Store ("delegate into Func<object>[]", new Func<object> [1], new Func<string> (() => "x"));
		Store ("enum into Enum[]", new Enum [1], DayOfWeek.Friday);
		Store ("int into ValueType[]", new ValueType [1], 3);
		MadeHere ();
		Report.Throws ("dog[] as animal[]", () => Callees.StoreAnimal (new Dog [1], new Animal ()));
		Report.Throws ("dog[] as animal[], dog", () => Callees.StoreAnimal (new Dog [1], new Dog ()));
		Report.Throws ("null array", () => Callees.StoreAnimal (null, new Dog ()));
		Report.Throws ("INamed", () => Callees.StoreNamed (new Named [1], new Named ()));
		Report.Throws ("sealed", () => Callees.StoreCat (new Cat [1], new Cat ()));
		Report.Throws ("sealed, empty", () => Callees.StoreCat (new Cat [0], new Cat ()));
		Report.Throws ("arrays", () => Callees.StoreArray (new string [1] [], new object [1]));
		Report.Throws ("arrays, right", () => Callees.StoreArray (new string [1] [], new string [1]));
		Report.Throws ("address, exact", () => Callees.ByAddress (new object [1], "x"));
		Report.Throws ("address, covariant", () => Callees.ByAddress (new string [1], "x"));
		Report.Throws ("generic", () => Callees.Generic<object> (new string [1], new object ()));
		Report.Value ("generic", Callees.Generic<Animal> (new Dog [1], new Dog ()));
		Report.Value ("int[] as uint[]", Callees.Unsigned ((uint[]) (object) new [] { -1 }));
	}
}

class Program {
	static void Main ()
	{
		Callers.Run ();
	}
}
